import { foldOffenders } from '../analysis/fold-offenders.js'
import { judgeReport } from '../gate/judge-report.js'
import type { Budget } from '../model/budget.js'
import type { Offender, Report } from '../model/report.js'
import { mergeProcessDelays } from './merge-process-delays.js'
import { listUnique } from './summarize-run.js'

/** Makes one report of several (shards, machines), and judges it anew. */
export function mergeReports(reports: [Report, ...Report[]], budget: Budget): Report {
  const [first] = reports
  const processes = reports.flatMap(report => report.processes)
  const blocks = reports.flatMap(report => report.blocks)
  blocks.sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))
  const delay = mergeProcessDelays(processes)
  const measured = {
    exitCode: mergeExitCodes(reports),
    thresholdMs: Math.min(...reports.map(report => report.thresholdMs)),
    processes,
    blocks,
    ...(delay ? { delay } : {}),
  }
  return {
    schemaVersion: first.schemaVersion,
    tool: first.tool,
    command: first.command,
    roots: [...new Set(reports.flatMap(report => report.roots))].sort(),
    ...mergeTimes(reports),
    node: listUnique(reports.map(report => report.node)),
    platform: listUnique(reports.map(report => report.platform)),
    ...measured,
    offenders: keepSources(foldOffenders(blocks), reports),
    verdict: judgeReport(measured, budget),
  }
}

/** The first failure, if any: a code that is not 0, or `null` for a signal. */
function mergeExitCodes(reports: Report[]): number | null {
  const failures = reports.map(report => report.exitCode).filter(exitCode => exitCode !== 0)
  return failures.length > 0 ? (failures[0] ?? null) : 0
}

function mergeTimes(reports: Report[]): Pick<Report, 'startedAt' | 'durationMs'> {
  const startMs = Math.min(...reports.map(report => Date.parse(report.startedAt)))
  const endMs = Math.max(...reports.map(report => Date.parse(report.startedAt) + report.durationMs))
  return { startedAt: new Date(startMs).toISOString(), durationMs: endMs - startMs }
}

/** The lines of source come from where they were recorded: this machine may have others, or none. */
function keepSources(offenders: Offender[], reports: Report[]): Offender[] {
  const saved = reports.flatMap(report => report.offenders)
  return offenders.map(offender => {
    const source = saved.find(({ fingerprint, culprit, source }) => {
      return source && fingerprint === offender.fingerprint && culprit?.line === offender.culprit?.line
    })?.source
    return source ? { ...offender, source } : offender
  })
}
