import type workerpool from 'workerpool'
import type { Answer } from './messages.js'

/** A queue of workerpool's for one: tasks wait in the executor's own line, and come here when a worker is free. */
export interface Passage extends TaskQueue {
  /**
   * Has `send` push a task, which workerpool takes at once. One that could not be sent does not stay.
   *
   * @returns why workerpool refused the task instead of sending it: the worker has died without a task before
   */
  refuses(send: () => void): Error | undefined
}

/** Whom to tell of the end of a task; part of its options. */
export interface TaskListener {
  onAnswer(answer: Answer): void
  /** The worker has ended before. */
  onLost(error: Error): void
}

type TaskQueue = Exclude<NonNullable<workerpool.WorkerPoolOptions['queueStrategy']>, string>
type PoolTask = Parameters<TaskQueue['push']>[0]

/** Creates an empty passage. */
export function createPassage(): Passage {
  let task: PoolTask | undefined
  let isSending = false
  let refusal: Error | undefined
  const lose = (listener: TaskListener, error: Error) => {
    if (isSending) refusal = error
    else listener.onLost(error)
  }
  return {
    push: pushed => {
      connect(pushed, lose)
      task = pushed
    },
    pop: () => {
      const popped = task
      task = undefined
      return popped
    },
    size: () => (task === undefined ? 0 : 1),
    contains: asked => task === asked,
    clear: () => {
      task = undefined
    },
    refuses: send => {
      isSending = true
      refusal = undefined
      try {
        send()
      } finally {
        isSending = false
        task = undefined
      }
      return refusal
    },
  }
}

// What hangs on workerpool's own promise of an answer looks into this queue for the next task, and there is none: each of its promises costs as
// much as half of the executor does. That a worker has died, workerpool finds out by its promise, and forgets the worker.
function connect(task: PoolTask, lose: (listener: TaskListener, error: Error) => void): void {
  const { promise, reject } = task.resolver
  const listener = task.options as TaskListener
  task.resolver = {
    promise,
    resolve: (answer: Answer) => listener.onAnswer(answer),
    reject: (error: Error) => {
      reject(error)
      lose(listener, error)
    },
  }
}
