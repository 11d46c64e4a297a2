import { LoophoundError } from '../model/errors.js'
import { beginTask, endTask, type Workplace } from './begin-task.js'
import type { Crew } from './crew.js'
import { type ResolvedExecutorOptions, readTimeoutMs } from './executor-options.js'
import type { Tally } from './executor-summary.js'
import { createRoomSeekers } from './room-seekers.js'
import { limitTask, type Task } from './task.js'
import { createWaitingLine, type WaitingLine } from './waiting-line.js'

/** Which task runs when. */
export interface Schedule {
  /** Tasks that wait, and that run. */
  readCounts(): { queueLength: number; runningCount: number }
  /** @throws LoophoundError when the task is not taken */
  admit(task: Task): void
  /** Settles when the queue has a free place; it is not reserved. */
  room(): Promise<void>
  /** Takes no more tasks; settles when all have ended. */
  drain(): Promise<void>
}

/** Creates a schedule without tasks. */
export function createSchedule(settings: ResolvedExecutorOptions, crew: Crew, tally: Tally): Schedule {
  const { kind, size, maxQueueLength, onFull } = settings
  const line = createWaitingLine<Task>()
  const seekers = createRoomSeekers()
  let onDrained: (() => void) | undefined

  const countPlaces = () => maxQueueLength - line.length + size - slots.countRunning()
  const workplace = { kind, crew, tally }
  const slots = createSlots(size, line, workplace, runningCount => {
    seekers.tell(countPlaces)
    crew.keepAlive(runningCount > 0)
    if (runningCount === 0) onDrained?.()
  })
  const end = (task: Task, reason: LoophoundError) => {
    if (task.startedAtMs === undefined) line.remove(task)
    endTask(task, reason, workplace)
    slots.fill()
  }
  return {
    readCounts: () => ({ queueLength: line.length, runningCount: slots.countRunning() }),
    admit: task => {
      if (onDrained) throw createStopped()
      if (onFull === 'throw' && countPlaces() <= 0) throw createQueueFull(maxQueueLength)
      const { timeoutMs } = task.options
      limitTask(task, timeoutMs === undefined ? settings.timeoutMs : readTimeoutMs(timeoutMs), end)
      if (slots.start(task)) return
      line.push(task)
      slots.fill()
    },
    room: async () => {
      if (onDrained) throw createStopped()
      if (countPlaces() <= 0) await seekers.wait()
    },
    drain: () => {
      seekers.refuse(createStopped)
      return new Promise(resolve => {
        onDrained = resolve
        slots.fill()
      })
    },
  }
}

/** One task for each worker; `start` gives a task to a free one, `fill` what waits; both tell how many run then. */
function createSlots(
  size: number,
  line: WaitingLine<Task>,
  workplace: Workplace,
  onFilled: (runningCount: number) => void,
): { start(task: Task): boolean; fill(): void; countRunning(): number } {
  let runningCount = 0
  let isFilling = false
  const free = () => {
    runningCount -= 1
    fill()
  }
  // Most tasks find a worker free and nobody before them.
  const start = (task: Task) => {
    if (isFilling || runningCount === size || line.length > 0) return false
    isFilling = true
    runningCount += 1
    beginTask(task, task.calledAtMs, workplace, free)
    isFilling = false
    // It may have ended while it was being started, and others have come.
    if (line.length > 0) fill()
    else onFilled(runningCount)
    return true
  }
  const fill = () => {
    // A task may end while it is being started: no matter how many do, they must not end inside each other.
    if (isFilling) return
    isFilling = true
    while (runningCount < size && line.length > 0) {
      runningCount += 1
      beginTask(line.shift() as Task, performance.now(), workplace, free)
    }
    isFilling = false
    onFilled(runningCount)
  }
  return { start, fill, countRunning: () => runningCount }
}

function createStopped(): LoophoundError {
  return new LoophoundError(
    'ERR_LOOPHOUND_EXECUTOR_STOPPED',
    'expected an executor that takes tasks, got one that was stopped',
  )
}

function createQueueFull(maxQueueLength: number): LoophoundError {
  return new LoophoundError(
    'ERR_LOOPHOUND_QUEUE_FULL',
    `queue: expected at most ${maxQueueLength} waiting tasks, got one more; wait for executor.room(), or set onFull: 'wait'`,
  )
}
