import type { Report } from '../model/report.js'

/**
 * Exit code of a run: the command's own when it failed; 2 when a signal ended it, a report could not be written or nothing was measured;
 * 1 over budget; 0 else.
 */
export function judgeExitCode(
  { exitCode, verdict }: Pick<Report, 'exitCode' | 'verdict'>,
  areReportsWritten: boolean,
): number {
  if (exitCode === null) return 2
  if (exitCode !== 0) return exitCode
  if (!areReportsWritten) return 2
  return { pass: 0, fail: 1, inconclusive: 2 }[verdict.status]
}
