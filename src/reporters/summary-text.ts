import type { Capabilities } from '../model/capabilities.js'
import type { ProcessReport, Report } from '../model/report.js'
import type { Verdict } from '../model/verdict.js'
import { formatDuration } from './duration-text.js'
import { formatFields } from './field-text.js'
import type { Palette, TextOptions } from './palette.js'
import { formatPlain } from './plain-text.js'
import { formatProcesses, formatPrograms } from './process-text.js'
import { formatBaselineUse, formatUnusedRules } from './standing-text.js'
import { formatStartup } from './startup-text.js'

/** What was measured, what could not be, and the verdict with its reasons. */
export function formatSummary(
  report: Report,
  palette: Palette,
  options: TextOptions = { color: false, roots: report.roots },
): string {
  const fields: [string, string | undefined][] = [
    ['processes', formatProcesses(report.processes)],
    ['blocks in', formatPrograms(report)],
    ['start-up', formatStartup(report, palette, options)],
    ['delay', formatDelay(report)],
    ...report.processes.flatMap(listGaps).map((gap): [string, string] => ['not measured', gap]),
    ...formatUnusedRules(report.ignoreRules ?? []),
    ...(report.baseline ? formatBaselineUse(report.baseline) : []),
    ['verdict', formatVerdict(report.verdict, palette)],
  ]
  return formatFields(fields, palette).join('\n')
}

function formatDelay({ delay }: Report): string | undefined {
  if (!delay) return undefined
  const percentiles: [string, number][] = [
    ['p50', delay.p50Ms],
    ['p90', delay.p90Ms],
    ['p99', delay.p99Ms],
    ['p99.9', delay.p999Ms],
    ['max', delay.maxMs],
  ]
  return percentiles.map(([name, delayMs]) => `${name} ${formatDuration(delayMs)}`).join(', ')
}

function listGaps({ pid, threadId, argv, summary, incomplete }: ProcessReport): string[] {
  const who = `process ${pid}${threadId === 0 ? '' : `, thread ${threadId}`}`
  const what = formatPlain(argv.slice(1).join(' '))
  const off = listMissing(summary?.capabilities ?? {})
  const gaps = incomplete ? [incomplete, ...off] : off
  return gaps.map(gap => `${who}${what ? ` (${what})` : ''}: ${formatPlain(gap)}`)
}

/** Mechanisms that were off, those with the same reason together. */
function listMissing(capabilities: Partial<Capabilities>): string[] {
  const mechanisms = new Map<string, string[]>()
  for (const [mechanism, capability] of Object.entries(capabilities)) {
    // A process that ended before the watchdog was up had no time to block for long; what an option turned off is not missed.
    if (capability.state === 'off' && !/^(?:starting|option)\b/.test(capability.reason)) {
      mechanisms.set(capability.reason, [...(mechanisms.get(capability.reason) ?? []), mechanism])
    }
  }
  return [...mechanisms].map(([reason, names]) => `${names.join(', ')} off: ${reason}`)
}

function formatVerdict({ status, reasons }: Verdict, palette: Palette): string {
  const color = { pass: palette.pass, fail: palette.fail, inconclusive: palette.warn }[status]
  // What a pass did not measure already stands in its own lines.
  const because = reasons.length > 0 && status !== 'pass' ? `: ${formatPlain(reasons.join('; '))}` : ''
  return `${color(status)}${because}`
}
