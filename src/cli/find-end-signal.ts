import { END_SIGNALS, type EndSignal } from '../model/end-signal.js'
import type { ProcessReport } from '../model/report.js'
import { NO_SUMMARY } from './read-run-file.js'

/** How a command ended. */
export interface CommandEnd {
  /** `null` when a signal ended it. */
  exitCode: number | null
  signal: NodeJS.Signals | null
}

/**
 * The signal that asked a command for its end, and ended it: it died of it, or passed on that it had reached it, by its exit code. What came
 * over a program by accident (SIGKILL, SIGSEGV …) is none.
 *
 * @param received the signals that came to us and were for the command
 */
export function findEndSignal(
  { exitCode, signal }: CommandEnd,
  received: ReadonlySet<EndSignal>,
): EndSignal | undefined {
  return listEndSignals().find(name => signal === name || (exitCode === 128 + END_SIGNALS[name] && received.has(name)))
}

/** Every {@link EndSignal}. */
export function listEndSignals(): EndSignal[] {
  return ['SIGINT', 'SIGTERM', 'SIGHUP']
}

/** A process of a command that was asked for its end: that it did not come to its own is no gap. */
export function forgiveEnd({ incomplete, ...process }: ProcessReport): ProcessReport {
  const others = incomplete?.split('; ').filter(problem => problem !== NO_SUMMARY) ?? []
  return others.length > 0 ? { ...process, incomplete: others.join('; ') } : process
}
