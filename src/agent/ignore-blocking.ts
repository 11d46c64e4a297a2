import { anyFunction, checkOption, reasonText } from '../model/check-option.js'
import { joinRegistry } from './join-registry.js'

/**
 * Runs work that may block. Its blocks are kept in reports, marked as ignored, and never fail anything. What the function starts and awaits
 * counts as inside, too.
 *
 * @param reason Why it may block; shown in reports.
 * @returns what `fn` returns.
 * @throws what `fn` throws, and LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` without a reason.
 * @example
 * const config = ignoreBlocking(() => loadConfigSync(), 'once, before the server listens')
 */
export function ignoreBlocking<T>(fn: () => T, reason: string): T {
  checkOption('fn', fn, anyFunction)
  checkOption('reason', reason, reasonText)
  return joinRegistry().allowedWork.run(fn, reason)
}
