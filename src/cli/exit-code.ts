import type { Report } from '../model/report.js'

/**
 * Exit code of a run: the command's own when it failed by itself; 2 when it was killed, a file could not be written or nothing was
 * measured; 1 over budget, and when loophound ended the command; 0 else. A command that was asked for its end by a signal has not failed.
 *
 * @param onInconclusive what a run comes to of which nothing can be said, instead of 2
 */
export function judgeExitCode(
  { exitCode, signal, verdict, blocks }: Pick<Report, 'exitCode' | 'signal' | 'verdict' | 'blocks'>,
  areFilesWritten: boolean,
  onInconclusive?: 'pass' | 'fail',
): number {
  if (blocks.some(({ ended }) => ended) && KILLED.includes(exitCode)) return 1
  if (signal === undefined && exitCode !== 0) return exitCode ?? 2
  if (!areFilesWritten) return 2
  const codes = { pass: 0, fail: 1, inconclusive: 2 }
  return codes[verdict.status === 'inconclusive' && onInconclusive ? onInconclusive : verdict.status]
}

/** How a command ends with a process that was killed: as that itself, or as a shell around it (SIGKILL, SIGTERM). */
const KILLED: (number | null)[] = [null, 128 + 9, 128 + 15]
