import { type ResolvedOptions, readWatchOptions, type WatchOptions } from '../watch/options.js'

/** Options of the guards of test runners. */
export interface GuardOptions extends Omit<WatchOptions, 'onBlock'> {}

/**
 * Validates options.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a bad option.
 */
export function readGuardOptions(options: GuardOptions): Omit<ResolvedOptions, 'onBlock'> {
  const { onBlock: _, ...resolved } = readWatchOptions(options)
  return resolved
}
