/**
 * Tells the caller of the running task how far it is: its `onProgress` gets a copy of the value. Does nothing outside of a task, and when
 * the caller does not listen.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_UNCLONABLE` for a value that cannot be copied to another thread or process.
 * @example
 * // resize-all.js, a module whose functions run in the executor
 * import { reportProgress } from 'loophound/executor'
 *
 * export function resizeAll(images) {
 *   return images.map((image, index) => {
 *     reportProgress({ done: index, of: images.length })
 *     return resize(image)
 *   })
 * }
 */
export function reportProgress(value: unknown): void {
  const holder: ProgressHolder = globalThis
  holder[PROGRESS_KEY]?.(value)
}

/** The global object of a worker. */
export type ProgressHolder = typeof globalThis & { [PROGRESS_KEY]?: (value: unknown) => void }

/** The worker's script and the module of a task each have a copy of this code. */
export const PROGRESS_KEY: unique symbol = Symbol.for('loophound.progress') as never
