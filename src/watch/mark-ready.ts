import { joinHub } from './join-hub.js'

/**
 * Ends start-up for a program that is ready in another way than by listening: a consumer of a queue, an Electron app. What blocks before that is
 * told as start-up and not judged. Only the first call counts, and none that comes after a server listens; where nobody watches it does nothing.
 *
 * @example
 * await connectToQueue()
 * markReady()
 */
export function markReady(): void {
  joinHub().lifecycle.note('ready')
}
