import type { Block } from '../model/block.js'
import type { Capabilities } from '../model/capabilities.js'
import type { IgnoreRule } from '../model/ignore-rule.js'
import type { MomentName } from '../model/phase.js'
import type { Summary } from '../model/summary.js'
import type { ContextSource } from '../probes/context.js'
import { createIgnoredWork, type IgnoredWork } from '../probes/ignored.js'
import { GLOBAL_KEY } from '../probes/interrupts.js'
import type { BusyStretch } from '../probes/iteration-clock.js'
import type { RequestNaming } from '../probes/requests.js'
import { ownRuntime } from '../probes/runtime.js'
import { realTimers } from '../probes/timers.js'
import { createIdleHub } from './idle-hub.js'
import { createLifecycle, type Lifecycle, type LifeSettings } from './lifecycle.js'
import { mainRealm } from './main-realm.js'
import type { CallbackSettings } from './optional-probes.js'
import { createThreadWatch } from './thread-watch.js'
import { warnOfRuntime } from './warn-of-runtime.js'

/**
 * What must be single in a thread: all watches share one set of probes and one watchdog, also when the library is loaded twice (ESM and
 * CommonJS). It lives on `globalThis[Symbol.for('loophound')]`, where the watchdog's interrupts find it too.
 */
export interface Hub {
  /** Run by the watchdog inside the blocking code. */
  interrupt(): void
  /** Run by the watchdog in the main thread, right before that hands an interrupt on to a worker thread. */
  markRelay(memoryId: number, slotIndex: number): void
  /** Run by the watchdog inside the blocking code: the last `count` samples, or all, as JSON text. */
  writeSamples(count?: number): string
  /** Run by the watchdog inside an endless loop, right before it ends the process: all that can be told, as JSON text. */
  writeLastWords(): string
  /** Begins to watch for one more member. */
  join(member: Member): void
  /** Ends the stretch that is running: what follows is one of its own. */
  cut(): void
  /** Leaves out of the turn that is running what loophound itself has taken of it, in ms. */
  excuse(durationMs: number): void
  /** Ends it for a member; with the last one all probes stop. */
  leave(member: Member): void
  /** Settles when the watchdog is up, or known not to come up. */
  readReady(): Promise<void>
  readCapabilities(): Capabilities
  readOverhead(): Summary['overhead']
  /** Waits until all blocks so far are told. */
  flush(): Promise<void>
  readonly ignoredWork: IgnoredWork
  /** The life of this thread, followed since the first watch. */
  readonly lifecycle: Lifecycle
  /** `true` while `loophound run` is among those who watch. */
  readonly isInRun: boolean
}

/** One watch of this thread. */
export interface Member {
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
  onBlock(block: Block, stretch: BusyStretch): void
  /** A stretch of at least the lowest threshold is over, of which a block may be told later. */
  onStretch(stretch: BusyStretch): void
  /** Something has happened after which the thread is in another phase. */
  onMoment(name: MomentName, atMs: number): void
  /** Last call before the process exits; all blocks have been told. */
  onExit(exitCode: number | null): void
}

/** The hub of the calling thread; made at the first call. */
export function joinHub(): Hub {
  const holder: typeof globalThis & { [KEY]?: Hub } = mainRealm
  holder[KEY] ??= openHub()
  return holder[KEY]
}

const KEY = Symbol.for(GLOBAL_KEY)

function openHub(): Hub {
  return ownRuntime.isMeasured ? createHub() : createIdleHub(ownRuntime)
}

function createHub(): Hub {
  const members = new Set<Member>()
  const ignoredWork = createIgnoredWork()
  const lifecycle = createLifecycle()
  const thread = createThreadWatch(members, ignoredWork, lifecycle)
  let isListening = false
  const finish = (exitCode: number) => {
    lifecycle.note('ending')
    thread.finish()
    for (const member of members) member.onExit(exitCode)
    // What loophound itself has taken is none of the app's time.
    thread.restart()
  }
  const listen = () => {
    // First, and for good: the watchdog outlives the last watch a little and may hold the thread when the process exits.
    process.prependOnceListener('exit', finish)
    followLastExit(thread.finishLast)
  }
  return {
    interrupt: thread.interrupt,
    markRelay: thread.markRelay,
    writeSamples: thread.writeSamples,
    writeLastWords: thread.writeLastWords,
    join: member => {
      members.add(member)
      if (!isListening) listen()
      if (!isListening) warnOfRuntime(ownRuntime)
      isListening = true
      thread.configure()
    },
    cut: thread.cut,
    excuse: thread.excuse,
    leave: member => {
      if (members.delete(member)) thread.configure()
    },
    readReady: thread.readReady,
    readCapabilities: thread.readCapabilities,
    readOverhead: thread.readOverhead,
    flush: thread.flush,
    ignoredWork,
    lifecycle,
    get isInRun() {
      return [...members].some(({ runFile }) => runFile !== undefined)
    },
  }
}

// As the last of those who listen, so that what the others did is known.
function followLastExit(onExit: () => void): void {
  const goLast = () => {
    process.off('exit', onExit)
    process.once('exit', onExit)
  }
  goLast()
  // When the entry is evaluated, when the loop has turned once, and when it has run empty.
  process.nextTick(goLast)
  realTimers.setImmediate(goLast).unref()
  process.once('beforeExit', goLast)
}
