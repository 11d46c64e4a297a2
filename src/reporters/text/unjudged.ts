import type { Block } from '../../model/block.js'
import { isOfOffender } from '../../model/block.js'
import type { Offender, Report } from '../../model/report.js'
import { formatLocation } from './frames.js'
import type { Palette, TextOptions } from './palette.js'
import { formatThreads } from './summary.js'
import { formatDuration, formatPlain, formatPlural } from './words.js'

/** Whether an offender is not judged for its phase or role, and not excused in another way. */
export function isUnjudged(offender: Offender, blocks: Block[]): boolean {
  if (offender.excused === undefined) return false
  return blocks.some(block => !block.ignored && block.unjudged !== undefined && isOfOffender(block, offender))
}

const MAX_LINES = 5

/** What is not judged, a line each: how long, where, and why; of many the first. */
export function formatUnjudged(
  offenders: Offender[],
  report: Report,
  palette: Palette,
  options: TextOptions,
): string[] {
  const shown = offenders.slice(0, MAX_LINES).map(offender => formatLine(offender, report, palette, options))
  const left = offenders.length - shown.length
  return [...shown, ...(left > 0 ? [palette.dim(`not judged: … and ${formatPlural(left, 'more place')}`)] : [])]
}

function formatLine(offender: Offender, report: Report, palette: Palette, options: TextOptions): string {
  const { culprit, cause, count, worstMs, hang, excused = '' } = offender
  const own = report.blocks.filter(block => isOfOffender(block, offender))
  const threads = formatThreads(own, report)
  const worst = formatDuration(worstMs)
  const what = cause === 'unknown' ? 'of unknown cause' : `of ${cause}`
  const still = hang ? ', not over at the end' : ''
  const words = [
    `${count === 1 ? `${worst} ${what}` : `${formatPlural(count, 'block')} ${what}, worst ${worst}`}${still}`,
    culprit && `in ${formatPlain(culprit.function)} ${formatLocation(culprit, palette, options)}`,
    threads && `(${threads})`,
  ]
  return `${palette.dim('not judged:')} ${words.filter(Boolean).join(' ')}: ${palette.dim(formatPlain(excused))}`
}
