import { mergeReports } from './merge-reports.js'
import type { Arguments } from './read-arguments.js'
import { readReport } from './read-report.js'
import type { Terminal } from './terminal.js'
import { writeReports } from './write-reports.js'

/**
 * Renders saved reports, merged, and judges them with the given budget.
 *
 * @returns the exit code: 0 pass, 1 over budget, 2 inconclusive or a report that could not be written
 * @throws LoophoundError when a file is no report
 */
export function reportCommand(args: Extract<Arguments, { action: 'report' }>, terminal: Terminal): number {
  const [first, ...others] = args.files.map(readReport)
  if (!first) return 2
  const report = mergeReports([first, ...others], args.budget)
  const areWritten = writeReports(report, args.reporters, terminal)
  return areWritten ? { pass: 0, fail: 1, inconclusive: 2 }[report.verdict.status] : 2
}
