import { readWatchOptions, type WatchOptions } from '../agent/options.js'
import { type OwnWatch, startWatch } from '../agent/watch.js'
import type { Block } from '../model/block.js'
import { anyFunction, checkOption } from '../model/check-option.js'
import type { Summary } from '../model/report.js'

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
  checkOption('fn', fn, anyFunction)
  const { onBlock } = readWatchOptions(options)
  const blocks: Block[] = []
  const tell = (block: Block) => {
    blocks.push(block)
    onBlock?.(block)
  }
  const running = startWatch({ ...options, onBlock: tell }, { isAsserting: true })
  await running.ready
  try {
    const result = await callAlone(fn, running)
    const summary = await running.stop()
    return { result, blocks, summary }
  } finally {
    await running.stop()
  }
}

// What others do in the same turn, before it and after it, is not the function's.
async function callAlone<T>(fn: () => T | Promise<T>, { beginOwnTime, endOwnTime }: OwnWatch): Promise<T> {
  beginOwnTime()
  try {
    const returned = fn()
    return isThenable(returned) ? await returned : returned
  } finally {
    endOwnTime()
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value
}
