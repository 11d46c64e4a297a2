import { LoophoundError } from '../model/errors.js'
import type { Crew, Outcome } from './crew.js'
import { restoreThrown } from './error-record.js'
import type { Tally } from './executor-summary.js'
import type { Answer, Returned } from './messages.js'
import type { Task } from './task.js'

/** Hands a task to a worker and settles it with what comes of it; `onFinished` is called when the worker is free again, or gone. */
export function beginTask(task: Task, nowMs: number, { kind, crew, tally }: Workplace, onFinished: () => void): void {
  task.startedAtMs = nowMs
  const onEnd = (outcome: Outcome) => {
    const sinceStartMs = performance.now() - nowMs
    task.release?.()
    // First, so that the worker gets the next task while this one is settled.
    onFinished()
    if (task.ending) settleEnded(task, task.ending, tally)
    else if (typeof outcome === 'number') settleReturned(task, undefined, outcome, sinceStartMs, tally)
    else if (Array.isArray(outcome)) settleReturned(task, outcome[0], outcome[1], sinceStartMs, tally)
    else if ('lost' in outcome) settleLost(task, outcome, kind, tally)
    else settleFailed(task, outcome, sinceStartMs, tally)
  }
  task.handle = crew.start(task.call, task.options, onEnd)
  // The worker is busy now.
  tally.recordStart(nowMs - task.calledAtMs)
}

/** What a task needs to run. */
export interface Workplace {
  kind: 'thread' | 'process'
  crew: Crew
  tally: Tally
}

/** Ends a task before its time: it gives up waiting, or its worker is ended. */
export function endTask(task: Task, reason: LoophoundError, { crew, tally }: Workplace): void {
  task.release?.()
  task.ending = reason
  if (task.startedAtMs === undefined) {
    settleEnded(task, reason, tally)
    return
  }
  if (task.handle) crew.kill(task.handle)
  // A thread in a native call ends only after that.
  setTimeout(() => task.reject(reason), GRACE_MS).unref()
}

/** How long the caller of a task that was ended waits at most for the end of its worker. */
const GRACE_MS = 1000

function settleReturned(task: Task, value: unknown, runMs: number, sinceStartMs: number, tally: Tally): void {
  tally.recordEnd(runMs, sinceStartMs)
  tally.count('returned')
  task.resolve(value)
}

function settleFailed(task: Task, answer: Exclude<Answer, Returned>, sinceStartMs: number, tally: Tally): void {
  if ('thrown' in answer) tally.recordEnd(answer.runMs, sinceStartMs)
  tally.count('failed')
  task.reject(restoreThrown('thrown' in answer ? answer.thrown : answer.refused))
}

function settleLost(task: Task, { lost, cause }: Extract<Outcome, { lost: string }>, kind: string, tally: Tally): void {
  tally.count('lost')
  const message = `expected the ${kind} to live until the end of the task, got: ${lost}`
  const error = new LoophoundError('ERR_LOOPHOUND_WORKER_LOST', message, { cause })
  // Where it was noticed says nothing.
  error.stack = `${error.name}: ${message}`
  task.reject(error)
}

function settleEnded(task: Task, reason: LoophoundError, tally: Tally): void {
  tally.count(reason.code === 'ERR_LOOPHOUND_TASK_ABORTED' ? 'aborted' : 'timedOut')
  task.reject(reason)
}
