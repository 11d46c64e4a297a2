import workerThreads, { isMainThread } from 'node:worker_threads'

/** Whether the calling thread is the one on which Node runs module hooks. It has no entry; from 22.14 on Node says so itself. */
export function isHooksThread(): boolean {
  const isInternal: unknown = Reflect.get(workerThreads, 'isInternalThread')
  return !isMainThread && (isInternal === true || !process.argv[1])
}
