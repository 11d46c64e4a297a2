import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { killWorker } from './adopt-worker.js'
import { restoreThrown, type ThrownRecord } from './error-record.js'
import type { ResolvedExecutorOptions } from './executor-options.js'
import type { Answer, WorkerCall, WorkerEvent } from './messages.js'
import { createPoolWorkers, type PoolWorkers } from './pool-workers.js'

/** The workers, each with one task at a time. */
export interface Crew {
  /** How many live. */
  readonly workerCount: number
  /** Hands a task to a worker; there must be one without a task, or room for one more. */
  start(call: WorkerCall, transfer: readonly object[] | undefined, listener: TaskListener): RunningTask
  /** While `true`, the process stays alive. */
  keepAlive(isNeeded: boolean): void
  /** Ends all workers, and settles when they have ended. */
  stop(): Promise<void>
}

/** One of the first two is called once, when the task ends: maybe before `start` has returned. */
interface TaskListener {
  onAnswer(answer: Answer): void
  /** The worker has ended before the task: `reason` says how, in few words. */
  onLost(reason: string, cause?: unknown): void
  onProgress(value: unknown): void
}

/** A task that a worker has. */
export interface RunningTask {
  /** Ends the worker, and with it the task; `onLost` tells when it has ended. */
  kill(): void
}

/** Creates the crew; a worker is started when a task needs it, and stays. */
export function createCrew(options: ResolvedExecutorOptions): Crew {
  const workers = createPoolWorkers(options)
  // Workers keep nothing alive: they stay when there is nothing to do.
  const timer = setInterval(() => {}, LONGEST_TIMER_MS).unref()
  return {
    get workerCount() {
      return workers.living.size
    },
    start: (call, transfer, listener) => startTask(workers, call, transfer, listener),
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

const LONGEST_TIMER_MS = 2 ** 31 - 1
const INSIST_AFTER_MS = 1000

function startTask(
  workers: PoolWorkers,
  call: WorkerCall,
  transfer: readonly object[] | undefined,
  listener: TaskListener,
): RunningTask {
  const task: { crash?: ThrownRecord } = {}
  const options = {
    ...(transfer ? { transfer: [...transfer] } : {}),
    on: (event: WorkerEvent) => {
      if ('crash' in event) task.crash = event.crash
      else listener.onProgress(event.progress)
    },
  }
  try {
    workers.exec(call, options).then(
      (answer: unknown) => listener.onAnswer(answer as Answer),
      (error: Error) => void lose(workers.ended, error, task, listener),
    )
  } catch (cause) {
    listener.onLost(`it could not be started: ${String(cause)}`, cause)
  }
  return {
    kill: () => {
      const worker = workers.findWorker(options)
      if (worker) killWorker(worker)
    },
  }
}

// Called while the last of the workers that have ended is the one of this task.
async function lose(
  { worker, reason }: PoolWorkers['ended'],
  error: Error,
  task: { crash?: ThrownRecord },
  listener: TaskListener,
): Promise<void> {
  // A thread hands over what it died of.
  if (error.cause instanceof Error) return listener.onLost(error.cause.message, error.cause)
  if (!task.crash && worker && !(worker instanceof Worker)) await hearLastWords(worker, task)
  const crash = task.crash && restoreThrown(task.crash)
  listener.onLost(crash instanceof Error ? crash.message : reason, crash)
}

// Of a process one may hear that it has ended before one has heard all that it said.
async function hearLastWords(child: ChildProcess, task: { crash?: ThrownRecord }): Promise<void> {
  if (!child.connected) return
  child.on('message', (message: { payload?: WorkerEvent }) => {
    if (message.payload && 'crash' in message.payload) task.crash = message.payload.crash
  })
  await once(child, 'disconnect')
}
