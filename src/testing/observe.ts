import type { Block } from '../model/block.js'
import { createBadOption } from '../model/errors.js'
import type { Summary } from '../model/summary.js'
import { readWatchOptions, type WatchOptions } from '../watch/options.js'
import { watch } from '../watch/watch.js'

/** What {@link observe} saw. */
export interface Observation<T> {
  /** What the function returned, awaited. */
  result: T
  /** Blocks while it ran, in order of time. */
  blocks: Block[]
  summary: Summary
}

/**
 * Runs a function and collects the blocks of the loop meanwhile: those of everything that runs in this thread at that time.
 *
 * @throws what `fn` throws, and LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a bad option.
 * @example
 * const { result, blocks } = await observe(() => renderPage(data), { thresholdMs: 20 })
 */
export async function observe<T>(fn: () => T | Promise<T>, options: WatchOptions = {}): Promise<Observation<T>> {
  if (typeof fn !== 'function') throw createBadOption('fn', 'a function', fn)
  const { onBlock } = readWatchOptions(options)
  const blocks: Block[] = []
  const running = watch({
    ...options,
    onBlock: block => {
      blocks.push(block)
      onBlock?.(block)
    },
  })
  await running.ready
  try {
    const result = await fn()
    const summary = await running.stop()
    return { result, blocks, summary }
  } finally {
    await running.stop()
  }
}
