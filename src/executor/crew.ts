import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { formatGot } from '../model/errors.js'
import { killWorker } from './adopt-worker.js'
import { isErrorLike, restoreThrown, type ThrownRecord } from './error-record.js'
import { LONGEST_TIMER_MS, type ResolvedExecutorOptions } from './executor-options.js'
import type { Answer, WorkerCall, WorkerEvent } from './messages.js'
import { createPoolWorkers, type PoolWorkers, type TaskOptions } from './pool-workers.js'
import type { RunOptions } from './run-options.js'

/** The workers, each with one task at a time. */
export interface Crew {
  /** How many live. */
  readonly workerCount: number
  /**
   * Hands a task to a worker; there must be one without a task, or room for one more. `onEnd` is called once, maybe before this returns.
   */
  start(call: WorkerCall, options: RunOptions, onEnd: (outcome: Outcome) => void): TaskHandle
  /** Ends the worker that has the task, and so the task; it tells when it has ended. */
  kill(handle: TaskHandle): void
  /** While `true`, the process stays alive. */
  keepAlive(isNeeded: boolean): void
  /** Ends all workers, and settles when they have ended. */
  stop(): Promise<void>
}

/** How a task ended. `lost`: its worker has ended before; says how, in few words. */
export type Outcome = Answer | { lost: string; cause: unknown }

/** Stands for a task that a worker has. */
export type TaskHandle = object

/** Creates the crew; a worker is started when a task needs it, and stays. */
export function createCrew(options: ResolvedExecutorOptions): Crew {
  const workers = createPoolWorkers(options)
  // Workers keep nothing alive: they stay when there is nothing to do.
  const timer = setInterval(() => {}, LONGEST_TIMER_MS).unref()
  return {
    get workerCount() {
      return workers.living.size
    },
    start: (call, taskOptions, onEnd) => startTask(workers, options.kind, call, taskOptions, onEnd),
    kill: handle => {
      const worker = workers.findWorker(handle)
      if (worker) killWorker(worker)
    },
    keepAlive: isNeeded => {
      if (isNeeded) timer.ref()
      else timer.unref()
    },
    stop: async () => {
      workers.terminate()
      const insist = setTimeout(() => {
        for (const worker of workers.living.keys()) killWorker(worker)
      }, INSIST_AFTER_MS)
      await Promise.all(workers.living.values())
      clearTimeout(insist)
      clearInterval(timer)
    },
  }
}

const INSIST_AFTER_MS = 1000

function startTask(
  workers: PoolWorkers,
  kind: 'thread' | 'process',
  call: WorkerCall,
  { transfer, onProgress }: RunOptions,
  onEnd: (outcome: Outcome) => void,
): TaskHandle {
  const handle: TaskOptions & LastWords = {
    transfer: transfer as object[] | undefined,
    on: undefined,
    crash: undefined,
    onAnswer: onEnd,
    onLost: error => void describeLoss(workers.ended, error, handle).then(onEnd),
  }
  // A thread says nothing else while it works.
  if (onProgress || kind === 'process') {
    handle.on = event => {
      if ('crash' in event) handle.crash = event.crash
      else onProgress?.(event.progress)
    }
  }
  try {
    workers.exec(call, handle)
  } catch (cause) {
    onEnd({ lost: `it could not be started: ${String(cause)}`, cause })
  }
  return handle
}

/** What a process says of the error that it dies of. */
interface LastWords {
  crash: ThrownRecord | undefined
}

// A thread hands over what it died of before it ends; without that, the last of the workers that have ended is the one of this task.
async function describeLoss(
  { worker, reason }: PoolWorkers['ended'],
  error: Error,
  words: LastWords,
): Promise<Outcome> {
  if (error.cause !== undefined) return { lost: describeThrown(error.cause), cause: error.cause }
  if (!words.crash && worker && !(worker instanceof Worker)) await hearLastWords(worker, words)
  const cause = words.crash && restoreThrown(words.crash)
  return { lost: cause === undefined ? reason : describeThrown(cause), cause }
}

function describeThrown(thrown: unknown): string {
  return isErrorLike(thrown) ? thrown.message : formatGot(thrown)
}

// Of a process one may hear that it has ended before one has heard all that it said.
async function hearLastWords(child: ChildProcess, words: LastWords): Promise<void> {
  if (!child.connected) return
  child.on('message', (message: { payload?: WorkerEvent }) => {
    if (message.payload && 'crash' in message.payload) words.crash = message.payload.crash
  })
  await once(child, 'disconnect')
}
