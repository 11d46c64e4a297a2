import { LoophoundError } from '../model/errors.js'
import { beginTask, endTask, type Workplace } from './begin-task.js'
import type { Crew } from './crew.js'
import { type ResolvedExecutorOptions, readTimeoutMs } from './executor-options.js'
import type { Tally } from './executor-summary.js'
import { createRoomSeekers } from './room-seekers.js'
import { createTask, limitTask, type Task, type TaskParts } from './task.js'
import { createWaitingLine, type WaitingLine } from './waiting-line.js'

/** Which task runs when. */
export interface Schedule {
  /** Tasks that wait, and that run. */
  readCounts(): { queueLength: number; runningCount: number }
  /** @throws LoophoundError when the task is not taken */
  admit(parts: TaskParts): void
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
    admit: parts => {
      if (onDrained) throw createStopped()
      if (onFull === 'throw' && countPlaces() <= 0) throw createQueueFull(maxQueueLength)
      const task = createTask(parts)
      const { timeoutMs } = parts.options
      limitTask(task, timeoutMs === undefined ? settings.timeoutMs : readTimeoutMs(timeoutMs), end)
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

/** One task for each worker; `fill` gives the free ones what waits, and tells how many run then. */
function createSlots(
  size: number,
  line: WaitingLine<Task>,
  workplace: Workplace,
  onFilled: (runningCount: number) => void,
): { fill(): void; countRunning(): number } {
  let runningCount = 0
  let isFilling = false
  const free = () => {
    runningCount -= 1
    fill()
  }
  const fill = () => {
    // A task may end while it is being started: no matter how many do, they must not end inside each other.
    if (isFilling) return
    isFilling = true
    while (runningCount < size && line.length > 0) {
      runningCount += 1
      beginTask(line.shift() as Task, workplace, free)
    }
    isFilling = false
    onFilled(runningCount)
  }
  return { fill, countRunning: () => runningCount }
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
