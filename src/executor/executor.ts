import { addCaller } from './errors.js'
import type { TaskCall } from './messages.js'
import {
  checkRunOptions,
  type ExecutorOptions,
  type RunOptions,
  readExecutorOptions,
  readModuleSpecifier,
} from './options.js'
import { createPool } from './pool/workers.js'
import { createScheduler } from './scheduler.js'
import { createTally, type ExecutorSummary } from './summary.js'
import { createAborted } from './task.js'

/** A pool of threads or processes that runs what would block the loop. */
export interface Executor {
  /**
   * Runs an exported function in a worker. It is run once at most: one whose worker dies is not tried again.
   *
   * What is thrown there arrives with its class, name, message, code, causes and the stacks of both sides: that of the task, and the functions
   * here that await it. When the promise settles, the work has ended: also after an abort and a time-out, for which a thread is terminated and
   * a process killed. (Only a thread in a native call goes on until that returns.)
   *
   * @param module A file URL, an absolute path, or the name of a package, which is looked up from the working directory.
   * @param args Copied to the worker when it gets the task, as by `structuredClone`.
   * @throws LoophoundError, as a rejection, with the code `ERR_LOOPHOUND_BAD_OPTION`, `_BAD_TASK` (no such module or function), `_UNCLONABLE`
   * (names the property), `_QUEUE_FULL`, `_TASK_ABORTED`, `_TASK_TIMED_OUT`, `_WORKER_LOST` or `_EXECUTOR_STOPPED`.
   * @example
   * const url = new URL('./resize.js', import.meta.url)
   * const small = await executor.run<typeof import('./resize.js').resize>(url, 'resize', [image, 200], { timeoutMs: 5000 })
   */
  run<Fn extends (...args: never[]) => unknown = (...args: unknown[]) => unknown>(
    module: string | URL,
    exportName: string,
    args: Parameters<Fn>,
    options?: RunOptions,
  ): Promise<Awaited<ReturnType<Fn>>>
  /**
   * Settles when the queue has a free place: wait for it before you make the next task. The place is not reserved: whoever awaits something else
   * before `run()`, or calls it several times, may find it taken.
   *
   * @example
   * for await (const image of images) {
   *   await executor.room()
   *   void executor.run(url, 'resize', [image]).then(store, report)
   * }
   */
  room(): Promise<void>
  /** What it has done so far. */
  summary(): ExecutorSummary
  /** Takes no more tasks, waits for all it has, and ends the workers. Calling it again waits for the same. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Creates a pool of threads or processes. Workers are started when they are needed; while there is nothing to do, they keep nothing alive.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a bad option.
 * @example
 * import { createExecutor } from 'loophound/executor'
 *
 * await using executor = createExecutor({ kind: 'thread', size: 2 })
 * const hash = await executor.run('node:crypto', 'pbkdf2Sync', ['secret', 'salt', 100_000, 64, 'sha512'])
 */
export function createExecutor(options: ExecutorOptions = {}): Executor {
  return createCallable(options).executor
}

/** An executor, and the way to run any call of its workers. */
export function createCallable(given: ExecutorOptions): {
  executor: Executor
  runCall(call: TaskCall, options?: RunOptions): Promise<unknown>
} {
  const settings = readExecutorOptions(given)
  const { kind, size } = settings
  const tally = createTally()
  const pool = createPool(settings)
  const { add, room, drain, readCounts } = createScheduler(settings, pool, tally)
  const runCall = (call: TaskCall, options: RunOptions = {}) =>
    new Promise<unknown>((resolve, reject) => add({ call, options, calledAtMs: performance.now(), resolve, reject }))
  const run: Executor['run'] = async (module, name, args, options = {}) => {
    checkRunOptions(options)
    const call: TaskCall = { module: readModuleSpecifier(module), name, args }
    if (options.onProgress) call.isHeard = true
    try {
      if (options.signal?.aborted) throw createAborted(options.signal)
      return (await runCall(call, options)) as never
    } catch (thrown) {
      throw addCaller(thrown, run)
    }
  }
  const summary = () => ({ kind, size, workerCount: pool.workerCount, ...readCounts(), ...tally.summarize() })
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= drain().then(pool.stop)
    return stopped
  }
  const disposal = { [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]: stop }
  return { executor: { run, room, summary, stop, ...disposal } as Executor, runCall }
}
