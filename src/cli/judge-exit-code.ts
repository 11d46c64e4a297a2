import type { Report } from '../model/report.js'

/**
 * Exit code of a run: the command's own when it failed; 2 when a signal ended it, a file could not be written or nothing was measured;
 * 1 over budget; 0 else.
 *
 * @param onInconclusive what a run comes to of which nothing can be said, instead of 2
 */
export function judgeExitCode(
  { exitCode, verdict }: Pick<Report, 'exitCode' | 'verdict'>,
  areFilesWritten: boolean,
  onInconclusive?: 'pass' | 'fail',
): number {
  if (exitCode === null) return 2
  if (exitCode !== 0) return exitCode
  if (!areFilesWritten) return 2
  const codes = { pass: 0, fail: 1, inconclusive: 2 }
  return codes[verdict.status === 'inconclusive' && onInconclusive ? onInconclusive : verdict.status]
}
