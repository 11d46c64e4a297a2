import type { LoophoundError } from '../model/errors.js'
import { createNotice } from './errors.js'
import type { TaskCall } from './messages.js'
import type { RunOptions } from './options.js'
import type { Ending, Tally } from './summary.js'

/** A task from the call of `run()` to its end. */
export interface Task {
  readonly call: TaskCall
  readonly options: RunOptions
  readonly calledAtMs: number
  /** Settle the promise; only the first call counts. */
  resolve(value: unknown): void
  reject(reason: unknown): void
  /** Ends the worker that has it; absent while it waits for one. */
  kill?: () => void
  /** Why it was ended before its time. */
  ending?: Outcome
  /** Stops the clock and no longer listens to the signal. */
  release?: () => void
}

/** What became of a task. */
export interface Outcome {
  ending: Ending
  /** What it returned, or what its caller is thrown. */
  value: unknown
  /** Time in the function, if it was called. */
  runMs?: number | undefined
}

/** Calls `end` when the signal of the task aborts or its time is over, unless it has ended before. */
export function limitTask(task: Task, timeoutMs: number, end: (reason: Outcome) => void): void {
  const { signal } = task.options
  if (timeoutMs === Infinity && !signal) return
  const onAbort = () => end({ ending: 'aborted', value: createAborted(signal) })
  const onTimeout = () => end({ ending: 'timedOut', value: createTimedOut(timeoutMs, task) })
  const timer = timeoutMs === Infinity ? undefined : setTimeout(onTimeout, timeoutMs)
  signal?.addEventListener('abort', onAbort, { once: true })
  task.release = () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

/** Ends a task before its time: it gives up waiting, or its worker is ended. */
export function endTask(task: Task, reason: Outcome, tally: Tally): void {
  task.release?.()
  task.ending = reason
  if (!task.kill) settleTask(task, reason, 0, tally)
  task.kill?.()
  // A thread in a native call ends only after that.
  setTimeout(() => task.reject(reason.value), GRACE_MS).unref()
}

/** How long the caller of a task that was ended waits at most for the end of its worker. */
const GRACE_MS = 1000

/** Settles the promise of a task that has ended. */
export function settleTask(task: Task, outcome: Outcome, sinceStartMs: number, tally: Tally): void {
  task.release?.()
  const { ending, value, runMs } = task.ending ?? outcome
  if (runMs !== undefined) tally.recordEnd(runMs, sinceStartMs)
  tally.count(ending)
  if (ending === 'returned') task.resolve(value)
  else task.reject(value)
}

/** Error for a task whose signal has aborted, with the name that fetch() and Node give it. */
export function createAborted(signal: AbortSignal | undefined): LoophoundError {
  return createNotice('ERR_LOOPHOUND_TASK_ABORTED', 'task aborted', signal?.reason, 'AbortError')
}

function createTimedOut(timeoutMs: number, task: Task): LoophoundError {
  const state = task.kill ? 'running' : 'waiting for a worker'
  const message = `timeoutMs: expected the task to end within ${timeoutMs} ms, got one that is still ${state}`
  return createNotice('ERR_LOOPHOUND_TASK_TIMED_OUT', message, undefined, 'TimeoutError')
}
