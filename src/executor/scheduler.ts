import { LoophoundError } from '../model/errors.js'
import { LONGEST_TIMER_MS, type ResolvedExecutorOptions } from './options.js'
import type { Pool } from './pool/workers.js'
import { createQueue } from './queue.js'
import type { Tally } from './summary.js'
import { endTask, limitTask, type Outcome, settleTask, type Task } from './task.js'

/** Which task runs when. */
export interface Scheduler {
  /** Tasks that wait, and that run. */
  readCounts(): { queueLength: number; runningCount: number }
  /** @throws LoophoundError when the task is not taken */
  add(task: Task): void
  /** Settles when the queue has a free place; it is not reserved. */
  room(): Promise<void>
  /** Takes no more tasks; settles when all have ended. */
  drain(): Promise<void>
}

/** Creates a scheduler without tasks. */
export function createScheduler(options: ResolvedExecutorOptions, pool: Pool, tally: Tally): Scheduler {
  const { size, maxQueueLength, onFull } = options
  const queue = createQueue<Task>()
  // Workers keep nothing alive: they stay when there is nothing to do.
  const alive = setInterval(() => {}, LONGEST_TIMER_MS).unref()
  let runningCount = 0
  let onDrained: (() => void) | undefined
  // Those who wait for a place are told so, too, when there will be none any more.
  const countPlaces = () => (onDrained ? Infinity : maxQueueLength - queue.length + size - runningCount)
  const seekers = createSeekers(countPlaces)
  const fill = () => {
    while (runningCount < size && queue.length > 0) {
      runningCount += 1
      startTask(queue.shift() as Task, pool, tally, () => {
        runningCount -= 1
        fill()
      })
    }
    seekers.tell()
    if (runningCount > 0) alive.ref()
    else alive.unref()
    if (runningCount === 0) onDrained?.()
  }
  return {
    readCounts: () => ({ queueLength: queue.length, runningCount }),
    add: task => {
      if (onDrained) throw createStopped()
      if (onFull === 'throw' && countPlaces() <= 0) throw createQueueFull(maxQueueLength)
      limitTask(task, task.options.timeoutMs ?? options.timeoutMs ?? Infinity, reason => {
        queue.remove(task)
        endTask(task, reason, tally)
        fill()
      })
      queue.push(task)
      fill()
    },
    room: async () => {
      if (countPlaces() <= 0) await seekers.wait()
      if (onDrained) throw createStopped()
    },
    drain: () =>
      new Promise(resolve => {
        onDrained = () => {
          clearInterval(alive)
          resolve()
        }
        fill()
      }),
  }
}

/** Hands a task to a worker. `onFree` is called once, later: the worker takes the next one, or is gone. */
function startTask(task: Task, pool: Pool, tally: Tally, onFree: () => void): void {
  const startedAtMs = performance.now()
  task.kill = pool.start(task.call, task.options, (outcome: Outcome) => {
    const sinceStartMs = performance.now() - startedAtMs
    // First, so that the worker gets the next task while this one is settled.
    onFree()
    settleTask(task, outcome, sinceStartMs, tally)
  })
  // The worker is busy now.
  tally.recordStart(startedAtMs - task.calledAtMs)
}

/** Those who wait for a free place in the queue before they make a task; `tell` lets as many go on as there are places then. */
function createSeekers(countPlaces: () => number): { wait(): Promise<void>; tell(): void } {
  const seekers: (() => void)[] = []
  let isTelling = false
  const tellNow = () => {
    isTelling = false
    for (const resolve of seekers.splice(0, Math.max(0, countPlaces()))) resolve()
  }
  return {
    wait: () => new Promise(resolve => seekers.push(resolve)),
    tell: () => {
      if (isTelling || seekers.length === 0) return
      isTelling = true
      // One abort may free many places, one by one: who is told of the first has not taken it when the next one is free.
      queueMicrotask(tellNow)
    },
  }
}

function createStopped(): LoophoundError {
  const message = 'expected an executor that takes tasks, got one that was stopped'
  return new LoophoundError('ERR_LOOPHOUND_EXECUTOR_STOPPED', message)
}

function createQueueFull(maxQueueLength: number): LoophoundError {
  const advice = "wait for executor.room(), or set onFull: 'wait'"
  const message = `queue: expected at most ${maxQueueLength} waiting tasks, got one more; ${advice}`
  return new LoophoundError('ERR_LOOPHOUND_QUEUE_FULL', message)
}
