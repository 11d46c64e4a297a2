import workerSource from 'inline:./worker-script.ts'
import workerpool from 'workerpool'
import { adoptWorker, type PoolWorker } from './adopt-worker.js'
import type { ResolvedExecutorOptions } from './executor-options.js'
import type { WorkerCall, WorkerEvent } from './messages.js'
import { createPassage, type Passage, type TaskListener } from './passage.js'
import { readWorkerOptions } from './worker-options.js'

/** workerpool's pool, and the threads or processes in it. */
export interface PoolWorkers {
  /** Those that run, and when each has ended. */
  readonly living: ReadonlyMap<PoolWorker, Promise<void>>
  /** The one that ended last. */
  readonly ended: { readonly worker?: PoolWorker; readonly reason: string }
  /** Hands a task to a worker that has none. @throws when none can be started, as under the permission model */
  exec(call: WorkerCall, options: TaskOptions): void
  /** The worker that has the task with these very options. */
  findWorker(options: object): PoolWorker | undefined
  /** Asks all to end; after a while they are ended. */
  terminate(): void
}

/** Options of a task, as workerpool has them. */
export interface TaskOptions extends TaskListener {
  transfer: object[] | undefined
  on: ((event: WorkerEvent) => void) | undefined
}

type Pool = ReturnType<typeof workerpool.pool>
type ExecOptions = NonNullable<Parameters<Pool['exec']>[2]>

/** What workerpool keeps for a worker. No part of its public interface, but the only way to the worker itself. */
interface Handler {
  worker: PoolWorker | null
  processing: Record<string, { options?: unknown } | undefined>
}

/** Creates the pool; a worker is started when a task needs it. */
export function createPoolWorkers(options: ResolvedExecutorOptions): PoolWorkers {
  const living = new Map<PoolWorker, Promise<void>>()
  const ended: { worker?: PoolWorker; reason: string } = { reason: '' }
  const passage = createPassage()
  let isNew = false
  const pool = createPool(options, passage, () => {
    isNew = true
  })
  const { workers: handlers } = pool as unknown as { workers: readonly Handler[] }

  const adoptNew = () => {
    isNew = false
    const worker = handlers.at(-1)?.worker
    if (!worker) return
    const end = adoptWorker(worker, reason => {
      Object.assign(ended, { worker, reason })
      living.delete(worker)
    })
    living.set(worker, end)
  }
  const offer = ({ method, params }: WorkerCall, taskOptions: TaskOptions) =>
    passage.refuses(() => {
      pool.exec(method, params as unknown[], taskOptions as ExecOptions)
      if (isNew) adoptNew()
    })
  return {
    living,
    ended,
    exec: (call, taskOptions) => {
      let refusal = offer(call, taskOptions)
      // That a worker died without a task workerpool finds out when it refuses the next one.
      for (let count = 0; count < options.size && refusal; count += 1) refusal = offer(call, taskOptions)
      if (refusal) taskOptions.onLost(refusal)
    },
    findWorker: taskOptions => {
      const hasTask = ({ processing }: Handler) => Object.values(processing).some(task => task?.options === taskOptions)
      return handlers.find(hasTask)?.worker ?? undefined
    },
    terminate: () => {
      pool.terminate().catch(() => {})
    },
  }
}

function createPool({ kind, size, maxHeapMb }: ResolvedExecutorOptions, passage: Passage, onCreate: () => void): Pool {
  return workerpool.pool(workerSource, {
    workerType: kind,
    maxWorkers: size,
    queueStrategy: passage,
    workerTerminateTimeout: TERMINATE_AFTER_MS,
    onCreateWorker: () => {
      onCreate()
      return readWorkerOptions(workerSource, maxHeapMb)
    },
  })
}

/** How long a worker may take to end by itself. */
const TERMINATE_AFTER_MS = 300
