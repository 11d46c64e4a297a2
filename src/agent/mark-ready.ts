import { joinRegistry } from './join-registry.js'

/**
 * Ends start-up for a program that is ready in another way than by listening: a consumer of a queue, an Electron app. What blocks before that is
 * told as start-up and not judged. It counts more than a listen, before it and after it; of several calls the first counts. Where nobody watches
 * it does nothing.
 *
 * @example
 * await connectToQueue()
 * markReady()
 */
export function markReady(): void {
  joinRegistry().lifecycle.note('ready')
}
