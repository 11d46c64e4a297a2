import workerThreads, { isMainThread } from 'node:worker_threads'

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
