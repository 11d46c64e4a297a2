import type { Block } from '../model/block.js'
import type { IgnoreRule } from '../model/config.js'
import type { MomentName } from '../model/phase.js'
import type { Capabilities, Summary } from '../model/report.js'
import type { AllowedWork } from './async/allowed-work.js'
import type { RequestNaming } from './async/requests.js'
import type { BusyInterval } from './clock/iteration-clock.js'
import type { Lifecycle, LifeSettings } from './life/lifecycle.js'
import type { CallbackSettings } from './optional-instruments.js'
import type { ContextSource } from './stacks/context.js'

/**
 * What must be single in a thread: all watches share one set of instruments and one watchdog, also when the library is loaded twice (ESM and
 * CommonJS). It lives on `globalThis[Symbol.for('loophound')]`, where the watchdog's interrupts find it too.
 */
export interface WatchRegistry {
  /** Run by the watchdog inside the blocking code. */
  interrupt(): void
  /** Run by the watchdog in the main thread, right before that hands an interrupt on to a worker thread. */
  markRelay(memoryId: number, slotIndex: number): void
  /** Run by the watchdog inside the blocking code: the last `count` samples, or all, as JSON text. */
  writeSamples(count?: number): string
  /** Run by the watchdog inside an endless loop, right before it ends the process: all that can be told, as JSON text. */
  writeFinalSnapshot(): string
  /** Begins to watch for one more subscriber. */
  join(subscriber: Subscriber): void
  /** Ends the interval that is running: what follows is one of its own. */
  cut(): void
  /** Leaves out of the turn that is running what loophound itself has taken of it, in ms. */
  excuse(durationMs: number): void
  /** Ends it for a subscriber; with the last one all instruments stop. */
  leave(subscriber: Subscriber): void
  /** Settles when the watchdog is up, or known not to come up. */
  readReady(): Promise<void>
  readCapabilities(): Capabilities
  readOverhead(): Summary['overhead']
  /** Waits until all blocks so far are told. */
  flush(): Promise<void>
  readonly allowedWork: AllowedWork
  /** The life of this thread, followed since the first watch. */
  readonly lifecycle: Lifecycle
  /** `true` while `loophound run` is among those who watch. */
  readonly isInRun: boolean
}

/** One watch of this thread. */
export interface Subscriber {
  readonly thresholdMs: number
  readonly safepoints: boolean
  readonly sourceMaps: boolean
  readonly requests: RequestNaming | false
  readonly callbacks: CallbackSettings | false
  readonly sampler: { intervalMs: number } | undefined
  readonly hangAfterMs: number
  /** CPU time without a turn of the loop after which the process is ended; 0 for never. */
  readonly hangTimeoutMs: number
  readonly context: ContextSource | undefined
  /** `true` when its blocks go to stderr. */
  readonly isPrinted: boolean
  readonly ignore: readonly IgnoreRule[]
  /** Where the watchdog writes every block, under `loophound run`. */
  readonly runFile: string | undefined
  /** How the life of the thread is to be followed, under `loophound run`. */
  readonly life?: LifeSettings | undefined
  /** `true` when it asserts something of its own time: then a block counts in whatever phase or role it is, and is told at once. */
  readonly isAsserting: boolean
  onBlock(block: Block, interval: BusyInterval): void
  /** An interval of at least the lowest threshold is over, of which a block may be told later. */
  onInterval(interval: BusyInterval): void
  /** Something has happened after which the thread is in another phase. */
  onMoment(name: MomentName, atMs: number): void
  /** Last call before the process exits; all blocks have been told. */
  onExit(exitCode: number | null): void
}
