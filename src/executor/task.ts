import { LoophoundError } from '../model/errors.js'
import type { RunningTask } from './crew.js'
import type { WorkerCall } from './messages.js'
import type { RunOptions } from './run-options.js'

/** A task from the call of `run()` to its end. */
export interface Task extends TaskSettlers {
  readonly call: WorkerCall
  readonly options: RunOptions
  readonly calledAtMs: number
  /** Where `run()` was called, as lines of a stack. */
  readonly callSite: { stack?: string }
  startedAtMs?: number
  /** While a worker has it. */
  running?: RunningTask
  /** Why it was ended before its time. */
  ending?: LoophoundError
  isSettled: boolean
}

/** What settles the promise of a task. */
export interface TaskSettlers {
  resolve(value: unknown): void
  reject(reason: unknown): void
}

/** Creates a task and calls `end` when its signal aborts or its time is over, until it is settled. */
export function createTask(
  parts: Pick<Task, 'call' | 'options' | 'callSite'> & { timeoutMs: number | undefined },
  settlers: TaskSettlers,
  end: (task: Task, reason: LoophoundError) => void,
): Task {
  const { options, timeoutMs } = parts
  const onAbort = () => end(task, createAborted(options.signal))
  const timer =
    timeoutMs === undefined ? undefined : setTimeout(() => end(task, createTimedOut(timeoutMs, task)), timeoutMs)
  const settle = (tell: () => void) => {
    if (task.isSettled) return
    task.isSettled = true
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', onAbort)
    tell()
  }
  const task: Task = {
    call: parts.call,
    options,
    callSite: parts.callSite,
    calledAtMs: performance.now(),
    isSettled: false,
    resolve: value => settle(() => settlers.resolve(value)),
    reject: reason => settle(() => settlers.reject(reason)),
  }
  options.signal?.addEventListener('abort', onAbort, { once: true })
  return task
}

/** Error for a task whose signal has aborted. */
export function createAborted(signal: AbortSignal | undefined): LoophoundError {
  const error = new LoophoundError('ERR_LOOPHOUND_TASK_ABORTED', 'the task was aborted', { cause: signal?.reason })
  // What fetch() and Node call it.
  error.name = 'AbortError'
  return error
}

function createTimedOut(timeoutMs: number, task: Task): LoophoundError {
  const state = task.startedAtMs === undefined ? 'was still waiting for a worker' : 'was still running'
  const error = new LoophoundError(
    'ERR_LOOPHOUND_TASK_TIMED_OUT',
    `timeoutMs: expected the task to end within ${timeoutMs} ms, but it ${state}`,
  )
  error.name = 'TimeoutError'
  return error
}
