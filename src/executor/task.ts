import { LoophoundError } from '../model/errors.js'
import type { TaskHandle } from './crew.js'
import type { WorkerCall } from './messages.js'
import type { RunOptions } from './run-options.js'

/** A task from the call of `run()` to its end. */
export interface Task {
  readonly call: WorkerCall
  readonly options: RunOptions
  readonly calledAtMs: number
  startedAtMs: number | undefined
  /** While a worker has it. */
  handle: TaskHandle | undefined
  /** Why it was ended before its time. */
  ending: LoophoundError | undefined
  /** Stops the clock and no longer listens to the signal. */
  release: (() => void) | undefined
  /** Settle the promise; only the first call counts. */
  resolve(value: unknown): void
  reject(reason: unknown): void
}

/** Creates a task that is called now. */
export function createTask(
  call: WorkerCall,
  options: RunOptions,
  resolve: Task['resolve'],
  reject: Task['reject'],
): Task {
  return {
    call,
    options,
    calledAtMs: performance.now(),
    startedAtMs: undefined,
    handle: undefined,
    ending: undefined,
    release: undefined,
    resolve,
    reject,
  }
}

/** Calls `end` when the signal of the task aborts or its time is over, until it is released. */
export function limitTask(
  task: Task,
  timeoutMs: number | undefined,
  end: (task: Task, reason: LoophoundError) => void,
): void {
  const { signal } = task.options
  if (timeoutMs === undefined && !signal) return
  const onAbort = () => end(task, createAborted(signal))
  const onTimeout = () => end(task, createTimedOut(timeoutMs, task))
  const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs)
  signal?.addEventListener('abort', onAbort, { once: true })
  task.release = () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

/** Error for a task whose signal has aborted. */
export function createAborted(signal: AbortSignal | undefined): LoophoundError {
  const error = new LoophoundError('ERR_LOOPHOUND_TASK_ABORTED', 'task aborted', { cause: signal?.reason })
  // What fetch() and Node call it.
  return nameError(error, 'AbortError')
}

function createTimedOut(timeoutMs: number | undefined, { startedAtMs }: Task): LoophoundError {
  const state = startedAtMs === undefined ? 'waiting for a worker' : 'running'
  const error = new LoophoundError(
    'ERR_LOOPHOUND_TASK_TIMED_OUT',
    `timeoutMs: expected the task to end within ${timeoutMs} ms, got one that is still ${state}`,
  )
  return nameError(error, 'TimeoutError')
}

// Without the lines of its stack: they tell of a timer or an event, not of the task.
function nameError(error: LoophoundError, name: string): LoophoundError {
  error.name = name
  error.stack = `${name}: ${error.message}`
  return error
}
