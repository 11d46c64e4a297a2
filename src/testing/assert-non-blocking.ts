import type { WatchOptions } from '../agent/options.js'
import { findExcuse } from '../model/block.js'
import { BlockedError, catchCaller } from './blocked-error.js'
import { currentRun } from './current-test.js'
import { observe } from './observe.js'

/**
 * Runs a function and throws when it blocks the loop for the threshold or longer. Blocks that are ignored, or the machine's fault, do not
 * count.
 *
 * @returns what `fn` returned, awaited.
 * @throws BlockedError, which prints the report; what `fn` throws; LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a bad option.
 * @example
 * test('renders without blocking', () => assertNonBlocking(() => renderPage(data)))
 */
export async function assertNonBlocking<T>(fn: () => T | Promise<T>, options: WatchOptions = {}): Promise<T> {
  const caller = catchCaller(assertNonBlocking)
  const { result, blocks } = await observe(fn, options)
  // Its error has said it: a guard must not say it again.
  for (const { id } of blocks) currentRun.getStore()?.forgivenIds.add(id)
  const counted = blocks.filter(block => findExcuse(block) === undefined)
  if (counted.length > 0) throw new BlockedError(counted, caller)
  return result
}
