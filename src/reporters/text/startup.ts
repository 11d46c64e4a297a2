import type { MomentName } from '../../model/phase.js'
import { formatProgramName } from '../../model/program.js'
import type { ProcessReport, Report } from '../../model/report.js'
import { formatLocation } from './frames.js'
import type { Palette, TextOptions } from './palette.js'
import { formatDuration, formatPlain } from './words.js'

/**
 * The longest start-up of the app's processes, and the longest block in it: `812 ms until listening, longest 320 ms in loadConfig
 * src/config.js:10:3`; `undefined` when none was measured.
 */
export function formatStartup(report: Report, palette: Palette, options: TextOptions): string | undefined {
  const starts = report.processes.filter(({ role, threadId }) => role === 'app' && threadId === 0).flatMap(measureStart)
  const [longest] = [...starts].sort((a, b) => b.startupMs - a.startupMs)
  if (!longest) return undefined
  const { process, startupMs } = longest
  const who = starts.length > 1 ? ` in ${formatPlain(formatProgramName(process, report.roots))}` : ''
  const first = `${starts.length > 1 ? 'up to ' : ''}${formatDuration(startupMs)}${formatEnd(longest)}${who}`
  return [first, ...formatLongest(process, report, palette, options)].join(', ')
}

interface Start {
  process: ProcessReport
  startupMs: number
}

function measureStart(process: ProcessReport): Start[] {
  const { summary } = process
  return summary && summary.startupMs > 0 ? [{ process, startupMs: summary.startupMs }] : []
}

const ENDS: [MomentName, string][] = [
  ['ready', ' until it was ready'],
  ['listening', ' until listening'],
  ['testing', ' until the first test'],
  ['evaluated', ' until its entry was evaluated'],
]

/** Moments are written by another clock than durations are measured by. */
const MAX_DIFFERENCE_MS = 1000

/** What ended it: the moment that came when it was over. */
function formatEnd({ process: { startedAt, moments }, startupMs }: Start): string {
  if (!moments) return " before the loop's first turn"
  const endMs = Date.parse(startedAt) + startupMs
  const ends = ENDS.flatMap(([name, text]) => {
    const at = moments[name]
    return at === undefined ? [] : [{ text, differenceMs: Math.abs(Date.parse(at) - endMs) }]
  })
  const [nearest] = ends.sort((a, b) => a.differenceMs - b.differenceMs)
  return nearest && nearest.differenceMs <= MAX_DIFFERENCE_MS ? nearest.text : ''
}

function formatLongest({ pid }: ProcessReport, report: Report, palette: Palette, options: TextOptions): string[] {
  const own = report.blocks.filter(
    ({ phase, process }) => phase === 'startup' && process.pid === pid && process.threadId === 0,
  )
  const [longest] = own.sort((a, b) => b.durationMs - a.durationMs)
  if (!longest) return []
  const { culprit, cause, durationMs } = longest
  const where = culprit
    ? `in ${formatPlain(culprit.function)} ${formatLocation(culprit, palette, options)}`
    : `of ${cause === 'unknown' ? 'unknown cause' : cause}`
  return [`longest ${formatDuration(durationMs)} ${where}`]
}
