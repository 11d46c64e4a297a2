import type { Block } from '../model/block.js'
import type { Capabilities, Summary } from '../model/report.js'
import { canLeavePromisesOut, isAsyncContextFree } from '../system/node-features.js'
import { ownRuntime } from '../system/runtime.js'
import { joinRegistry } from './join-registry.js'
import { readWatchOptions, type WatchOptions } from './options.js'
import { type CountingSubscriber, createSubscriber } from './subscriber.js'

/** A running watch of the calling thread's loop. */
export interface Watch {
  /** What works here, once the watchdog is up (some 40 ms after the start). Asking keeps the process alive until then. */
  readonly ready: Promise<Capabilities>
  /** What was seen so far. */
  summary(): Summary
  /** Waits for the last block to be told, stops and restores everything. Calling it again gives the same summary. */
  stop(): Promise<Summary>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Watches the event loop of the calling thread, and tells of every block: which line of whose code, why, and what to do instead. Keeps
 * nothing alive; costs next to nothing while nothing blocks.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a bad option.
 * @example
 * import { watch } from 'loophound'
 *
 * watch({ onBlock: block => logger.warn(`${block.durationMs} ms in ${block.culprit?.function}: ${block.why}`) })
 */
export function watch(options: WatchOptions = {}): Watch {
  return startWatch(options, { isAsserting: false })
}

/** A watch that can be told which time is its own. */
export interface OwnWatch extends Watch, Pick<CountingSubscriber, 'beginOwnTime' | 'endOwnTime'> {}

/** Starts a watch, for an assertion or for whoever wants to know. */
export function startWatch(options: WatchOptions, { isAsserting }: Pick<CountingSubscriber, 'isAsserting'>): OwnWatch {
  const { onBlock, ...resolved } = readWatchOptions(options)
  if (resolved.callbacks) warnOfCallbacks()
  const registry = joinRegistry()
  const subscriber = createSubscriber(registry, {
    ...resolved,
    requests: (resolved.requests ?? isAsyncContextFree()) && 'at-once',
    isPrinted: onBlock === undefined,
    isAsserting,
    runFile: undefined,
    onBlock: (block: Block) => onBlock?.(block),
    onExit: () => {},
  })
  registry.join(subscriber)
  let stopped: Promise<Summary> | undefined
  const stop = (): Promise<Summary> => {
    stopped ??= subscriber.finish()
    return stopped
  }
  return {
    get ready() {
      return subscriber.awaitReady()
    },
    summary: subscriber.summarize,
    beginOwnTime: subscriber.beginOwnTime,
    endOwnTime: subscriber.endOwnTime,
    stop,
    [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]: async () => {
      await stop()
    },
  } as OwnWatch
}

let isWarned = false

// Once a process: whoever asks for it shall know.
function warnOfCallbacks(): void {
  if (isWarned || !ownRuntime.isNode || canLeavePromisesOut()) return
  isWarned = true
  process.emitWarning(
    'callbacks: an await takes about five times as long, since this Node.js cannot leave promises out of async hooks (24.21 and 26 can)',
    'LoophoundWarning',
  )
}
