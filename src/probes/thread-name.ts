import workerThreads from 'node:worker_threads'

/** Name that the app has given to this worker thread; `undefined` without one, and on Node before 22.20, which does not tell the thread. */
export function readThreadName(): string | undefined {
  const name: unknown = Reflect.get(workerThreads, 'threadName')
  return typeof name === 'string' && name !== '' && name !== UNNAMED_THREAD ? name : undefined
}

/** What Node calls a worker thread without a name, in some versions. */
export const UNNAMED_THREAD = 'WorkerThread'
