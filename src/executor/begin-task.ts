import { LoophoundError } from '../model/errors.js'
import type { Crew } from './crew.js'
import { restoreThrown } from './error-record.js'
import type { Tally } from './executor-summary.js'
import type { Answer } from './messages.js'
import type { Task } from './task.js'

/** Hands a task to a worker and settles it with what comes of it; `onFinished` is called when the worker is free again, or gone. */
export function beginTask(task: Task, { kind, crew, tally }: Workplace, onFinished: () => void): void {
  task.startedAtMs = performance.now()
  tally.recordStart(task.startedAtMs - task.calledAtMs)
  const finish = (settle: () => void) => {
    if (task.ending) settleEnded(task, task.ending, tally)
    else settle()
    onFinished()
  }
  task.running = crew.start(task.call, task.options.transfer, {
    onAnswer: answer => finish(() => settleAnswered(task, answer, kind, tally)),
    onLost: (reason, cause) => finish(() => settleLost(task, reason, cause, kind, tally)),
    onProgress: value => task.options.onProgress?.(value),
  })
}

/** What a task needs to run. */
export interface Workplace {
  kind: 'thread' | 'process'
  crew: Crew
  tally: Tally
}

/** Ends a task before its time: it gives up waiting, or its worker is ended. */
export function endTask(task: Task, reason: LoophoundError, tally: Tally): void {
  if (task.isSettled || task.ending) return
  task.ending = reason
  if (task.startedAtMs === undefined) {
    settleEnded(task, reason, tally)
    return
  }
  task.running?.kill()
  // A thread in a native call ends only after that.
  setTimeout(() => task.reject(reason), GRACE_MS).unref()
}

/** How long the caller of a task that was ended waits at most for the end of its worker. */
const GRACE_MS = 1000

function settleAnswered(task: Task, answer: Answer, kind: string, tally: Tally): void {
  const runMs = Array.isArray(answer) ? answer[1] : 'thrown' in answer ? answer.runMs : undefined
  if (runMs !== undefined) tally.recordEnd(runMs, performance.now() - (task.startedAtMs ?? 0))
  if (Array.isArray(answer)) {
    tally.count('returned')
    task.resolve(answer[0])
  } else {
    tally.count('failed')
    task.reject(restoreThrown('thrown' in answer ? answer.thrown : answer.refused, formatCallSite(task, kind)))
  }
}

function settleLost(task: Task, reason: string, cause: unknown, kind: string, tally: Tally): void {
  tally.count('lost')
  const message = `expected the ${kind} to live until the end of the task, got: ${reason}`
  task.reject(new LoophoundError('ERR_LOOPHOUND_WORKER_LOST', message, { cause }))
}

function settleEnded(task: Task, reason: LoophoundError, tally: Tally): void {
  tally.count(reason.code === 'ERR_LOOPHOUND_TASK_ABORTED' ? 'aborted' : 'timedOut')
  task.reject(reason)
}

// Read only now: Node formats a stack when somebody looks at it.
function formatCallSite({ callSite }: Task, kind: string): string {
  const lines = typeof callSite.stack === 'string' ? callSite.stack.split('\n').slice(1) : []
  return ['', `    --- ran in a ${kind}, called by ---`, ...lines].join('\n')
}
