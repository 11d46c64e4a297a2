import { addCaller } from './add-caller.js'
import { createCrew } from './crew.js'
import { type ExecutorOptions, readExecutorOptions } from './executor-options.js'
import { createTally, type ExecutorSummary } from './executor-summary.js'
import type { WorkerCall } from './messages.js'
import { readModuleSpecifier } from './module-specifier.js'
import { checkRunOptions, type RunOptions } from './run-options.js'
import { createSchedule } from './schedule.js'
import { createTargets } from './targets.js'
import { createAborted, createTask } from './task.js'

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

const NO_OPTIONS: RunOptions = {}

/** An executor, and the way to run any call of its workers. */
export function createCallable(options: ExecutorOptions): {
  executor: Executor
  runCall(call: WorkerCall, options: RunOptions): Promise<unknown>
} {
  const settings = readExecutorOptions(options)
  const tally = createTally()
  const crew = createCrew(settings)
  const schedule = createSchedule(settings, crew, tally)
  const findTarget = createTargets()
  const runCall = (call: WorkerCall, options: RunOptions) =>
    new Promise<unknown>((resolve, reject) => schedule.admit(createTask(call, options, resolve, reject)))
  const run: Executor['run'] = async (module, exportName, args, options = NO_OPTIONS) => {
    if (options !== NO_OPTIONS) checkRunOptions(options)
    const target = findTarget(readModuleSpecifier(module), exportName)
    const method = options.onProgress ? 'callWithProgress' : 'call'
    try {
      if (options.signal?.aborted) throw createAborted(options.signal)
      return (await runCall({ method, params: [target, args] }, options)) as never
    } catch (thrown) {
      throw addCaller(thrown, run)
    }
  }
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= schedule.drain().then(crew.stop)
    return stopped
  }
  const executor = {
    run,
    room: schedule.room,
    summary: () =>
      tally.summarize({
        kind: settings.kind,
        size: settings.size,
        workerCount: crew.workerCount,
        ...schedule.readCounts(),
      }),
    stop,
    [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]: stop,
  } as Executor
  return { executor, runCall }
}
