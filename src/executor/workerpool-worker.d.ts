/** What `workerpool.worker()` and `workerpool.workerEmit()` load, without the pool around it. */
declare module 'workerpool/src/worker.js' {
  export function add(methods: Record<string, (...params: never[]) => unknown>): void
  export function emit(payload: unknown): void
}
