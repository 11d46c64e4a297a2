import { describeCauses } from '../../analysis/causes/describe-causes.js'
import { foldOffenders } from '../../analysis/offenders.js'
import type { MeasuredReport } from '../../gate/gate.js'
import type { Block } from '../../model/block.js'
import type { Offender, ProcessReport, Report } from '../../model/report.js'
import { listUnique, mergeProcessDelays } from '../run/summarize.js'

/** Makes one report of several (shards, machines), whatever their order; nobody has judged it yet. */
export function mergeReports(reports: readonly [Report, ...Report[]]): MeasuredReport {
  const sorted = [...reports].sort(compareReports)
  const [first = reports[0]] = sorted
  const processes = sorted.flatMap(report => report.processes).sort(compareProcesses)
  const blocks = sorted.flatMap(report => report.blocks)
  blocks.sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))
  const delay = mergeProcessDelays(processes)
  return {
    schemaVersion: first.schemaVersion,
    tool: first.tool,
    command: first.command,
    exitCode: mergeExitCodes(sorted),
    ...mergeSignals(sorted),
    roots: [...new Set(sorted.flatMap(report => report.roots))].sort(),
    ...mergeTimes(sorted),
    thresholdMs: Math.min(...sorted.map(report => report.thresholdMs)),
    node: listUnique(sorted.flatMap(report => report.node.split(', ')).sort()),
    platform: listUnique(sorted.flatMap(report => report.platform.split(', ')).sort()),
    processes,
    blocks,
    ...describeCauses(blocks),
    ...(delay ? { delay } : {}),
  }
}

/** Folds the merged blocks. Lines of source come from where they were recorded: this machine may have others, or none. */
export function foldMerged(blocks: Block[], reports: readonly Report[]): Offender[] {
  const saved = [...reports].sort(compareReports).flatMap(report => report.offenders)
  return foldOffenders(blocks).map(offender => {
    const source = saved.find(({ fingerprint, culprit, source }) => {
      return source && fingerprint === offender.fingerprint && culprit?.line === offender.culprit?.line
    })?.source
    return source ? { ...offender, source } : offender
  })
}

// The order of the files must not show in the result.
function compareReports(a: Report, b: Report): number {
  const byTime = Date.parse(a.startedAt) - Date.parse(b.startedAt)
  if (byTime !== 0) return byTime
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)]
  return Number(one > other) - Number(one < other)
}

function compareProcesses(a: ProcessReport, b: ProcessReport): number {
  return Date.parse(a.startedAt) - Date.parse(b.startedAt)
}

/** The signal that asked one for its end; absent when another was killed, or failed by itself. */
function mergeSignals(reports: Report[]): Pick<Report, 'signal'> {
  const [asked] = reports.filter(({ signal }) => signal !== undefined)
  const hasOther = reports.some(({ signal, exitCode }) => signal === undefined && exitCode !== 0)
  return asked?.signal === undefined || hasOther ? {} : { signal: asked.signal }
}

/** `null` when a signal ended one, else the highest code. */
function mergeExitCodes(reports: Report[]): number | null {
  const exitCodes = reports.map(report => report.exitCode)
  return exitCodes.includes(null) ? null : Math.max(...exitCodes.map(Number))
}

function mergeTimes(reports: Report[]): Pick<Report, 'startedAt' | 'durationMs'> {
  const startMs = Math.min(...reports.map(report => Date.parse(report.startedAt)))
  const endMs = Math.max(...reports.map(report => Date.parse(report.startedAt) + report.durationMs))
  return { startedAt: new Date(startMs).toISOString(), durationMs: endMs - startMs }
}
