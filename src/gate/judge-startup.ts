import type { Budget } from '../model/budget.js'
import { formatProgramName } from '../model/program.js'
import type { ProcessReport, Report } from '../model/report.js'
import { formatOver } from './judge-limits.js'

/** The processes of the app whose start-up took too long, a sentence each. */
export function findStartupOver(
  { processes, roots }: Pick<Report, 'processes' | 'roots'>,
  { maxStartupMs }: Budget,
): string[] {
  if (maxStartupMs === undefined) return []
  return listStartups(processes).flatMap(({ process, startupMs }) => {
    if (startupMs <= maxStartupMs) return []
    const who = `${formatProgramName(process, roots)} (process ${process.pid})`
    return [`${who}: ${formatOver('no start-up', maxStartupMs, startupMs)}`]
  })
}

/** How long each process of the app took until it was ready, as far as that was measured. */
export function listStartups(processes: ProcessReport[]): { process: ProcessReport; startupMs: number }[] {
  return processes.flatMap(process => {
    const { threadId, role, summary } = process
    return threadId === 0 && role === 'app' && summary ? [{ process, startupMs: summary.startupMs }] : []
  })
}
