import { checkOption, reasonText } from '../model/check-option.js'
import { createBadOption, LoophoundError } from '../model/errors.js'
import { currentRun } from './current-test.js'

/**
 * Allows the test that calls it to block for up to `ms` milliseconds at a time. What it allows is for that run of that test only.
 *
 * @param ms Longest block allowed; more than 0.
 * @param reason Why it may. Mandatory.
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a bad argument, with `ERR_LOOPHOUND_BAD_USAGE` outside a guarded test.
 * @example
 * test('reads the big fixture', () => {
 *   allowBlocking(300, 'the fixture is read once, synchronously')
 * })
 */
export function allowBlocking(ms: number, reason: string): void {
  if (typeof ms !== 'number' || !(ms > 0)) throw createBadOption('ms', 'a number above 0 (ms)', ms)
  checkOption('reason', reason, reasonText)
  const run = currentRun.getStore()
  if (!run)
    throw new LoophoundError('ERR_LOOPHOUND_BAD_USAGE', 'allowBlocking: expected to be called inside a guarded test')
  run.allowances.push({ allowedMs: ms, reason })
}
