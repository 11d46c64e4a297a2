import type { LoophoundError } from '../model/errors.js'
import { createNotice, restoreThrown } from './errors.js'
import type { Answer, TaskCall } from './messages.js'
import type { RunOptions } from './options.js'
import type { Pool } from './pool/workers.js'
import type { Failure, Tally } from './summary.js'

/** A task from the call of `run()` to its end. */
export interface Task {
  readonly call: TaskCall
  readonly options: RunOptions
  readonly calledAtMs: number
  /** Settle the promise; only the first call counts. */
  resolve(value: unknown): void
  reject(reason: unknown): void
  startedAtMs?: number
  /** Ends the worker that has it. */
  kill?: () => void
  /** Why it was ended before its time. */
  ending?: Failure
  /** Stops the clock and no longer listens to the signal. */
  release?: () => void
}

/** Calls `end` when the signal of the task aborts or its time is over, unless it has ended before. */
export function limitTask(task: Task, timeoutMs: number | undefined, end: (reason: Failure) => void): void {
  const { signal } = task.options
  const isLimited = timeoutMs !== undefined && timeoutMs !== Infinity
  if (!isLimited && !signal) return
  const onAbort = () => end({ ending: 'aborted', error: createAborted(signal) })
  const onTimeout = () => end({ ending: 'timedOut', error: createTimedOut(timeoutMs, task) })
  const timer = isLimited ? setTimeout(onTimeout, timeoutMs) : undefined
  signal?.addEventListener('abort', onAbort, { once: true })
  task.release = () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

/** Hands a task to a worker and settles it with what comes of it. `onFree` is called once, later: the worker takes the next one, or is gone. */
export function startTask(task: Task, pool: Pool, tally: Tally, onFree: () => void): void {
  const startedAtMs = performance.now()
  task.startedAtMs = startedAtMs
  const onEnd = (outcome: Answer | Failure) => {
    const sinceStartMs = performance.now() - startedAtMs
    task.release?.()
    // First, so that the worker gets the next task while this one is settled.
    onFree()
    settleTask(task, task.ending ?? outcome, sinceStartMs, tally)
  }
  const begun = pool.start(task.call, task.options, onEnd)
  if (typeof begun === 'function') task.kill = begun
  // No matter how many fail at once, they must not end inside each other.
  else queueMicrotask(() => onEnd(begun))
  // The worker is busy now.
  tally.recordStart(startedAtMs - task.calledAtMs)
}

/** Ends a task before its time: it gives up waiting, or its worker is ended. */
export function endTask(task: Task, reason: Failure, tally: Tally): void {
  task.release?.()
  task.ending = reason
  if (task.startedAtMs === undefined) settleTask(task, reason, 0, tally)
  task.kill?.()
  // A thread in a native call ends only after that.
  setTimeout(() => task.reject(reason.error), GRACE_MS).unref()
}

/** How long the caller of a task that was ended waits at most for the end of its worker. */
const GRACE_MS = 1000

function settleTask(task: Task, outcome: Answer | Failure, sinceStartMs: number, tally: Tally): void {
  if ('ending' in outcome) {
    tally.count(outcome.ending)
    task.reject(outcome.error)
    return
  }
  const [runMs, value] = 'thrown' in outcome ? [outcome.runMs] : outcome
  if (runMs !== undefined) tally.recordEnd(runMs, sinceStartMs)
  tally.count('thrown' in outcome ? 'failed' : 'returned')
  if ('thrown' in outcome) task.reject(restoreThrown(outcome.thrown))
  else task.resolve(value)
}

/** Error for a task whose signal has aborted, with the name that fetch() and Node give it. */
export function createAborted(signal: AbortSignal | undefined): LoophoundError {
  return createNotice('ERR_LOOPHOUND_TASK_ABORTED', 'task aborted', signal?.reason, 'AbortError')
}

function createTimedOut(timeoutMs: number | undefined, { startedAtMs }: Task): LoophoundError {
  const state = startedAtMs === undefined ? 'waiting for a worker' : 'running'
  const message = `timeoutMs: expected the task to end within ${timeoutMs} ms, got one that is still ${state}`
  return createNotice('ERR_LOOPHOUND_TASK_TIMED_OUT', message, undefined, 'TimeoutError')
}
