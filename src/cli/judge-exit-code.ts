import type { Report } from '../model/report.js'

/**
 * Exit code of a run: the command's own when it failed by itself; 2 when a signal ended it, a file could not be written or nothing was
 * measured; 1 over budget, and when loophound ended the command; 0 else.
 *
 * @param onInconclusive what a run comes to of which nothing can be said, instead of 2
 */
export function judgeExitCode(
  { exitCode, verdict, blocks }: Pick<Report, 'exitCode' | 'verdict' | 'blocks'>,
  areFilesWritten: boolean,
  onInconclusive?: 'pass' | 'fail',
): number {
  if (blocks.some(({ ended }) => ended) && KILLED.includes(exitCode)) return 1
  if (exitCode === null) return 2
  if (exitCode !== 0) return exitCode
  if (!areFilesWritten) return 2
  const codes = { pass: 0, fail: 1, inconclusive: 2 }
  return codes[verdict.status === 'inconclusive' && onInconclusive ? onInconclusive : verdict.status]
}

/** How a command ends with a process that was killed: as that itself, or as a shell around it (SIGKILL, SIGTERM). */
const KILLED: (number | null)[] = [null, 128 + 9, 128 + 15]
