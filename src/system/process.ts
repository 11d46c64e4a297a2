import workerThreads, { isMainThread } from 'node:worker_threads'

/** Working directory of the process; the last one known when it has been removed, which Node answers with an error. */
export function readWorkingDirectory(): string {
  try {
    known = process.cwd()
  } catch {
    // Removed under the process.
  }
  return known
}

let known = '/'

/** Name that the app has given to this worker thread; `undefined` without one, and on Node before 22.20, which does not tell the thread. */
export function readThreadName(): string | undefined {
  const name: unknown = Reflect.get(workerThreads, 'threadName')
  return typeof name === 'string' && name !== '' && name !== UNNAMED_THREAD ? name : undefined
}

/** What Node calls a worker thread without a name, in some versions. */
export const UNNAMED_THREAD = 'WorkerThread'

/** Whether the calling thread is the one on which Node runs module hooks. From 22.14 on Node says so itself. */
export function isHooksThread(): boolean {
  const known = isHooks ?? (!isMainThread && findOut())
  isHooks = known
  return known
}

let isHooks: boolean | undefined

function findOut(): boolean {
  const isInternal: unknown = Reflect.get(workerThreads, 'isInternalThread')
  return typeof isInternal === 'boolean' ? isInternal : isStartedByHooks()
}

// While such a thread is prepared, the script of its hooks is what runs; asked later, the answer is kept from then.
function isStartedByHooks(): boolean {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 50
  const { stack } = new Error('where am I')
  Error.stackTraceLimit = stackTraceLimit
  return typeof stack === 'string' && stack.includes('node:internal/modules/esm/worker')
}
