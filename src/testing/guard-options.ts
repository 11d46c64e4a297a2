import { type ResolvedOptions, readHangTimeoutMs, readWatchOptions, type WatchOptions } from '../watch/options.js'

/** Options of the guards of test runners. */
export interface GuardOptions extends Omit<WatchOptions, 'onBlock'> {
  /**
   * End the process of a test in an endless loop: one in which the thread has been at work for this long without a turn of its loop, in ms
   * of CPU time; at least 100, or 0 for never. Ends all that runs in the process, and makes the runner fail.
   *
   * @default 60000
   */
  hangTimeoutMs?: number
}

/** {@link GuardOptions} after validation. */
export interface ResolvedGuardOptions extends Omit<ResolvedOptions, 'onBlock'> {
  hangTimeoutMs: number
}

/**
 * Validates options.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a bad option.
 */
export function readGuardOptions(options: GuardOptions): ResolvedGuardOptions {
  const { onBlock: _, ...resolved } = readWatchOptions(options, ['hangTimeoutMs'])
  return { ...resolved, hangTimeoutMs: readHangTimeoutMs(options.hangTimeoutMs ?? HANG_TIMEOUT_MS) }
}

/** Twelve times as long as runners give a test, and they cannot end one that never lets go of the thread. */
const HANG_TIMEOUT_MS = 60_000
