import type { Block } from '../../model/block.js'
import type { Offender } from '../../model/report.js'
import type { Arguments } from '../arguments.js'
import { readSettings } from '../config/settings.js'
import { judgeExitCode } from '../exit-code.js'
import { judgeMeasured } from '../judge.js'
import { writeReports } from '../output/write-reports.js'
import type { Terminal } from '../terminal.js'
import { foldMerged, mergeReports } from './merge.js'
import { readReport } from './read.js'

/**
 * Renders saved reports, merged, and judges them with the given budget, baseline and rules.
 *
 * @returns the exit code: 0 pass, 1 over budget, 2 inconclusive or a file that could not be written
 * @throws LoophoundError when a file is no report, or the config or baseline is wrong
 */
export async function reportCommand(
  args: Extract<Arguments, { action: 'report' }>,
  terminal: Terminal,
): Promise<number> {
  const settings = await readSettings(args, terminal.cwd)
  const [first, ...others] = args.files.map(file => readReport(file))
  if (!first) return 2
  const measured = mergeReports([first, ...others])
  const fold = (blocks: Block[]): Offender[] => foldMerged(blocks, [first, ...others])
  const { report, isBaselineWritten } = judgeMeasured(measured, settings, fold, terminal)
  const areWritten = writeReports(report, settings.reporters, terminal)
  // Whether the command failed has been told where it ran.
  const onInconclusive = report.exitCode === null && report.signal === undefined ? undefined : settings.onInconclusive
  return judgeExitCode({ ...report, exitCode: 0 }, areWritten && isBaselineWritten, onInconclusive)
}
