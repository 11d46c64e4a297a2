import { setImmediate } from 'node:timers/promises'
import { createBadOption } from '../model/errors.js'

/** Options of {@link yieldToLoop}. */
export interface YieldOptions {
  /** How long to work before the loop gets its turn, in ms; over 0. One item is never interrupted. @default 10 */
  everyMs?: number
  /** Stops the iteration, when the loop has had its turn, by throwing the reason. */
  signal?: AbortSignal
}

/**
 * Hands out items one by one and gives way to the event loop every few ms: for work too small to move, or that cannot move, and too long for
 * one callback. Two of them at a time take turns.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a bad option.
 * @example
 * import { yieldToLoop } from 'loophound/executor'
 *
 * for await (const row of yieldToLoop(rows, { everyMs: 10 })) total += price(row)
 */
export async function* yieldToLoop<T>(
  items: Iterable<T>,
  options: YieldOptions = {},
): AsyncGenerator<T, void, undefined> {
  const { everyMs = 10, signal } = options
  if (typeof everyMs !== 'number' || !(everyMs > 0)) throw createBadOption('everyMs', 'a number over 0 (ms)', everyMs)
  let turnMs = performance.now()
  for (const item of items) {
    if (performance.now() - turnMs >= everyMs) {
      await setImmediate()
      signal?.throwIfAborted()
      turnMs = performance.now()
    }
    yield item
  }
}
