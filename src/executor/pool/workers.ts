import { createNotice } from '../errors.js'
import { type Answer, EXIT, type TaskCall } from '../messages.js'
import type { ResolvedExecutorOptions, RunOptions } from '../options.js'
import type { Failure } from '../summary.js'
import { createUnclonable } from '../unclonable.js'
import { type PoolWorker, startProcess, startThread } from './start-worker.js'

/** Threads or processes, each with one task at a time. */
export interface Pool {
  /** How many live. */
  readonly workerCount: number
  /**
   * Hands a task to a worker that has none, or to a new one, which stays. `onEnd` is called once, later.
   *
   * @returns what ends the worker, and so the task; or why the task was not begun
   */
  start(call: TaskCall, options: RunOptions, onEnd: OnEnd): (() => void) | Failure
  /** Ends all workers, and settles when they have ended. */
  stop(): Promise<void>
}

type OnEnd = (outcome: Answer | Failure) => void

/** Creates a pool without workers. */
export function createPool({ kind, maxHeapMb }: Pick<ResolvedExecutorOptions, 'kind' | 'maxHeapMb'>): Pool {
  const workers = new Map<PoolWorker, { options: RunOptions; onEnd: OnEnd } | undefined>()
  // One that has died stays here until somebody looks for a worker.
  const idle: PoolWorker[] = []
  let onAllEnded: (() => void) | undefined

  const hire = (): PoolWorker => {
    const worker = (kind === 'thread' ? startThread : startProcess)(maxHeapMb, {
      onMessage: message => {
        const task = workers.get(worker)
        if ('progress' in message) return task?.options.onProgress?.(message.progress)
        workers.set(worker, undefined)
        idle.push(worker)
        task?.onEnd(message)
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
    start: (call, options, onEnd) => {
      let worker = idle.pop()
      while (worker && !worker.isOpen()) worker = idle.pop()
      try {
        worker ??= hire()
      } catch (cause) {
        return createLoss(kind, `it could not be started: ${String(cause)}`, cause)
      }
      try {
        worker.send(call, options.transfer)
      } catch (cause) {
        idle.push(worker)
        return { ending: 'failed', error: createUnclonable('args', call.args, cause) }
      }
      workers.set(worker, { options, onEnd })
      return worker.kill
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

function createLoss(kind: string, reason: string, cause: unknown): Failure {
  const message = `expected the ${kind} to live until the end of the task, got: ${reason}`
  return { ending: 'lost', error: createNotice('ERR_LOOPHOUND_WORKER_LOST', message, cause) }
}
