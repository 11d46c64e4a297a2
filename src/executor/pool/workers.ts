import { createNotice, restoreThrown } from '../errors.js'
import { type Answer, EXIT, type TaskCall } from '../messages.js'
import type { ResolvedExecutorOptions, RunOptions } from '../options.js'
import type { Outcome } from '../task.js'
import { createUnclonable } from '../unclonable.js'
import { type PoolWorker, startProcess, startThread } from './start-worker.js'

/** Threads or processes, each with one task at a time. */
export interface Pool {
  /** How many live. */
  readonly workerCount: number
  /**
   * Hands a task to a worker that has none, or to a new one, which stays. `onEnd` is called once, later.
   *
   * @returns what ends the worker, and so the task
   */
  start(call: TaskCall, options: RunOptions, onEnd: (outcome: Outcome) => void): () => void
  /** Ends all workers, and settles when they have ended. */
  stop(): Promise<void>
}

interface CurrentTask {
  onEnd(outcome: Outcome): void
  onProgress: RunOptions['onProgress']
}

/** Creates a pool without workers. */
export function createPool({ kind, maxHeapMb }: Pick<ResolvedExecutorOptions, 'kind' | 'maxHeapMb'>): Pool {
  const workers = new Map<PoolWorker, CurrentTask | undefined>()
  // One that has died stays here until somebody looks for a worker.
  const idle: PoolWorker[] = []
  let onAllEnded: (() => void) | undefined

  const hire = (): PoolWorker => {
    const worker = (kind === 'thread' ? startThread : startProcess)(maxHeapMb, {
      onMessage: message => {
        const task = workers.get(worker)
        if ('progress' in message) return task?.onProgress?.(message.progress)
        workers.set(worker, undefined)
        idle.push(worker)
        task?.onEnd(readAnswer(message))
      },
      onEnd: (reason, cause) => {
        const task = workers.get(worker)
        if (!workers.delete(worker)) return
        task?.onEnd(createLoss(kind, reason, cause))
        if (workers.size === 0) onAllEnded?.()
      },
    })
    workers.set(worker, undefined)
    return worker
  }
  return {
    get workerCount() {
      return workers.size
    },
    start: (call, { transfer, onProgress }, onEnd) => {
      let worker = idle.pop()
      while (worker && !worker.isOpen()) worker = idle.pop()
      try {
        worker ??= hire()
        worker.send(call, transfer)
        workers.set(worker, { onEnd, onProgress })
        return worker.kill
      } catch (cause) {
        if (worker) idle.push(worker)
        const failure = worker
          ? createUnsent(call, cause)
          : createLoss(kind, `it could not be started: ${cause}`, cause)
        // No matter how many fail at once, they must not end inside each other.
        queueMicrotask(() => onEnd(failure))
        return () => {}
      }
    },
    stop: async () => {
      if (workers.size === 0) return
      for (const worker of workers.keys()) worker.send(EXIT)
      const insist = setTimeout(() => workers.forEach((_, worker) => void worker.kill()), INSIST_AFTER_MS)
      await new Promise<void>(resolve => {
        onAllEnded = resolve
      })
      clearTimeout(insist)
    },
  }
}

/** How long a worker may take to end by itself. */
const INSIST_AFTER_MS = 1000

function readAnswer(answer: Answer): Outcome {
  if ('thrown' in answer) return { ending: 'failed', value: restoreThrown(answer.thrown), runMs: answer.runMs }
  return { ending: 'returned', value: answer.value, runMs: answer.runMs }
}

function createUnsent({ args }: TaskCall, cause: unknown): Outcome {
  return { ending: 'failed', value: createUnclonable('args', args, cause) }
}

function createLoss(kind: string, reason: string, cause: unknown): Outcome {
  const message = `expected the ${kind} to live until the end of the task, got: ${reason}`
  return { ending: 'lost', value: createNotice('ERR_LOOPHOUND_WORKER_LOST', message, cause) }
}
