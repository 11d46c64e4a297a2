import type { Offender, Report } from '../model/report.js'
import { formatOffender } from './text/offender.js'
import { createPalette, type Palette, type TextOptions } from './text/palette.js'
import { formatOverview, formatSummary } from './text/summary.js'
import { formatUnjudged, isUnjudged } from './text/unjudged.js'
import { formatPlural } from './text/words.js'

/**
 * A report for people: each offender, worst first, many of them once more as a table, a line for each that is not judged, then what was
 * measured and the verdict. Ends with a
 * line break.
 *
 * @example
 * process.stdout.write(formatText(report, { color: false }))
 */
export function formatText(report: Report, options: TextOptions): string {
  const palette = createPalette(options)
  const unjudged = report.offenders.filter(offender => isUnjudged(offender, report.blocks))
  const offenders = report.offenders.filter(offender => !unjudged.includes(offender))
  const overview = formatOverview(offenders, palette, options)
  const lines = formatUnjudged(unjudged, report, palette, options)
  const parts = [
    formatTitle(report, offenders, palette),
    ...formatDetails(offenders, report, options),
    ...(overview ? [overview] : []),
    ...(lines.length > 0 ? [lines.join('\n')] : []),
    formatSummary(report, palette, options),
  ]
  return `\n${parts.join('\n\n')}\n`
}

function formatDetails(offenders: Offender[], report: Report, options: TextOptions): string[] {
  const number = (index: number) => createPalette(options).dim(`${index + 1}.`)
  const details = { ...options, blocks: report.blocks, programs: report }
  return offenders.map((offender, index) => `${number(index)} ${formatOffender(offender, details)}`)
}

function formatTitle({ blocks, processes, thresholdMs }: Report, offenders: Offender[], palette: Palette): string {
  const title = palette.badge('loophound')
  if (processes.length === 0) return `${title} nothing was measured`
  const count = offenders.reduce((sum, offender) => sum + offender.count, 0)
  const left = blocks.length - count
  if (count === 0)
    return `${title} no block of ${thresholdMs} ms or longer${left > 0 ? ` but ${formatLeft(left)}` : ''}`
  const places = formatPlural(offenders.length, 'place')
  return `${title} ${formatPlural(count, 'block')} of ${thresholdMs} ms or longer in ${places}${left > 0 ? `, and ${formatLeft(left)}` : ''}`
}

function formatLeft(count: number): string {
  return count === 1 ? '1 that is not judged' : `${count} that are not judged`
}
