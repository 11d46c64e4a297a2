import { findExcuse } from '../model/block.js'
import { anyFunction, checkOption } from '../model/check-option.js'
import { BlockedError } from './blocked-error.js'
import { currentRun } from './current-test.js'
import { observe } from './observe.js'

/** What a matcher of Vitest or Jest returns. */
export interface MatcherResult {
  pass: boolean
  message: () => string
}

/**
 * Calls the function that was expected to block, or not to, and awaits it. Errors that it throws are the matcher's.
 *
 * @param received The function, sync or async.
 * @param ms Shortest block that counts, in ms; at least 5. Default 50.
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` when it is no function, or `ms` no such number.
 */
export async function toBlock(received: unknown, ms = 50): Promise<MatcherResult> {
  const fn = checkOption('expect(…)', received, anyFunction)
  const { blocks, summary } = await observe(fn, { thresholdMs: ms })
  // Whatever the outcome, the matcher has said it: a guard must not say it again.
  for (const { id } of blocks) currentRun.getStore()?.forgivenIds.add(id)
  const counted = blocks.filter(block => findExcuse(block) === undefined)
  if (counted.length > 0) return { pass: true, message: () => new BlockedError(counted).message }
  const { iterationClock } = summary.capabilities
  if (iterationClock.state === 'off')
    return { pass: false, message: () => `expected a block, and cannot tell: ${iterationClock.reason}` }
  const excused = blocks.length > 0 ? `, and ${blocks.length} that are excused` : ''
  return { pass: false, message: () => `expected a block of ${summary.thresholdMs} ms or longer, got none${excused}` }
}
