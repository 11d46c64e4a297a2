import type { Block } from '../../model/block.js'
import { findMainThread, formatProgramName } from '../../model/program.js'
import type { Capabilities, Offender, ProcessReport, Report, Verdict } from '../../model/report.js'
import { formatBaselineUse, formatUnusedRules } from './baseline.js'
import { formatLocation } from './frames.js'
import type { Palette, TextOptions } from './palette.js'
import { formatStartup } from './startup.js'
import { formatDuration, formatFields, formatPlain, formatPlural } from './words.js'

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

const MAX_PROGRAMS = 5

/** How many processes and threads there were: `4 processes, 1 worker thread`. */
function formatProcesses(processes: ProcessReport[]): string {
  const threadCount = processes.filter(({ threadId }) => threadId !== 0).length
  const main = formatPlural(countPids(processes), 'process')
  return threadCount > 0 ? `${main}, ${formatPlural(threadCount, 'worker thread')}` : main
}

/**
 * Which programs the blocks were in, most first, when several processes ran: `src/worker.js (12 in 4 processes), src/main.js (1)`; else
 * `undefined`.
 */
export function formatPrograms({ processes, blocks, roots }: Report): string | undefined {
  if (countPids(processes) < 2 || blocks.length === 0) return undefined
  const programs = new Map<string, ProcessReport[]>()
  for (const process of processes.filter(({ threadId }) => threadId === 0)) {
    const name = formatPlain(formatProgramName(process, roots))
    programs.set(name, [...(programs.get(name) ?? []), process])
  }
  const counts = [...programs]
    .map(([name, ofProgram]) => ({ name, ofProgram, count: countBlocks(blocks, ofProgram) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, 'en'))
  const shown = counts.slice(0, MAX_PROGRAMS).map(({ name, ofProgram, count }) => {
    const processCount = countPids(ofProgram)
    return `${name} (${count}${processCount > 1 ? ` in ${formatPlural(processCount, 'process')}` : ''})`
  })
  const left = counts.length - shown.length
  return [...shown, ...(left > 0 ? [formatPlural(left, 'more program')] : [])].join(', ')
}

function countPids(processes: ProcessReport[]): number {
  return new Set(processes.map(({ pid }) => pid)).size
}

function countBlocks(blocks: Report['blocks'], processes: ProcessReport[]): number {
  const pids = new Set(processes.map(({ pid }) => pid))
  return blocks.filter(({ process }) => pids.has(process.pid)).length
}

/** From so many offenders on their details fill more than a screen, and the first ones have scrolled away. */
const MIN_OFFENDERS = 5
const MAX_ROWS = 30

/** A table of many offenders, a row each with the number that their details have; `undefined` of a few. */
export function formatOverview(offenders: Offender[], palette: Palette, options: TextOptions): string | undefined {
  if (offenders.length < MIN_OFFENDERS) return undefined
  const shown = offenders.slice(0, MAX_ROWS)
  const cells = [HEAD, ...shown.map(listCells)]
  const widths = HEAD.map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0)))
  const [head = '', ...rows] = cells.map(row => row.map((cell, column) => pad(cell, column, widths)).join('  '))
  const left = offenders.length - shown.length
  return [
    palette.dim(`${head}  place`),
    ...shown.map((offender, index) => formatRow(rows[index] ?? '', offender, palette, options)),
    ...(left > 0 ? [palette.dim(`… ${formatPlural(left, 'more place')}`)] : []),
  ].join('\n')
}

const HEAD = ['#', 'blocks', 'worst', 'total', 'cause']

function listCells({ count, worstMs, totalMs, cause }: Offender, index: number): string[] {
  return [`${index + 1}.`, `${count}`, formatDuration(worstMs), formatDuration(totalMs), cause]
}

/** Numbers to the right, the cause to the left. */
function pad(cell: string, column: number, widths: number[]): string {
  const width = widths[column] ?? 0
  return column === HEAD.length - 1 ? cell.padEnd(width) : cell.padStart(width)
}

function formatRow(cells: string, { culprit, excused }: Offender, palette: Palette, options: TextOptions): string {
  const place = culprit ? `${formatPlain(culprit.function)} ${formatLocation(culprit, palette, options)}` : '?'
  if (excused !== undefined) return palette.dim(`${cells}  ${place} (does not count)`)
  return `${cells}  ${place}`
}

/** What programs are looked up in. */
export type Programs = Pick<Report, 'processes' | 'roots'>

const MAX_THREADS = 3

/**
 * Which programs, processes and threads blocks were in, the longest first: `src/a.js, process 7; src/b.js, process 8, thread 2 resize`.
 * `undefined` when the run had but one thread.
 */
export function formatThreads(blocks: Block[], programs: Programs): string | undefined {
  if (programs.processes.length < 2) return undefined
  const totalsMs = new Map<string, number>()
  for (const block of blocks) {
    const name = formatThread(block, programs)
    totalsMs.set(name, (totalsMs.get(name) ?? 0) + block.durationMs)
  }
  const names = [...totalsMs].sort(([, a], [, b]) => b - a).map(([name]) => name)
  const left = names.length - MAX_THREADS
  if (names.length === 0) return undefined
  return [...names.slice(0, MAX_THREADS), ...(left > 0 ? [`${left} more`] : [])].join('; ')
}

function formatThread({ process, startedAt }: Block, { processes, roots }: Programs): string {
  const { pid, threadId, threadName } = process
  const main = findMainThread(processes, pid, startedAt)
  const hasOthers = processes.some(other => other.pid === pid && other.threadId !== 0)
  const name = threadName ? ` ${formatPlain(threadName)}` : ''
  return [
    ...(main ? [formatPlain(formatProgramName(main, roots))] : []),
    `process ${pid}`,
    ...(threadId === 0 ? (hasOthers ? ['main thread'] : []) : [`thread ${threadId}${name}`]),
  ].join(', ')
}
