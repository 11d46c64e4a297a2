import type { Report } from '../model/report.js'
import { formatOffender } from './offender-text.js'
import { formatOverview } from './overview-text.js'
import { createPalette, type Palette, type TextOptions } from './palette.js'
import { formatPlural } from './plural-text.js'
import { formatSummary } from './summary-text.js'

/**
 * A report for people: each offender, worst first, many of them once more as a table, then what was measured and the verdict. Ends with a
 * line break.
 *
 * @example
 * process.stdout.write(formatText(report, { color: false }))
 */
export function formatText(report: Report, options: TextOptions): string {
  const palette = createPalette(options)
  const offenders = report.offenders.map((offender, index) => {
    const number = palette.dim(`${index + 1}.`)
    const isFirst = report.offenders.findIndex(({ cause }) => cause === offender.cause) === index
    const meaning = isFirst ? report.causes?.[offender.cause] : undefined
    return `${number} ${formatOffender(offender, { ...options, blocks: report.blocks, ...(meaning ? { meaning } : {}) })}`
  })
  const overview = formatOverview(report.offenders, palette, options)
  const parts = [
    formatTitle(report, palette),
    ...offenders,
    ...(overview ? [overview] : []),
    formatSummary(report, palette),
  ]
  return `\n${parts.join('\n\n')}\n`
}

function formatTitle({ blocks, offenders, processes, thresholdMs }: Report, palette: Palette): string {
  const title = palette.badge('loophound')
  if (processes.length === 0) return `${title} nothing was measured`
  if (blocks.length === 0) return `${title} no block of ${thresholdMs} ms or longer`
  return `${title} ${formatPlural(blocks.length, 'block')} of ${thresholdMs} ms or longer in ${formatPlural(offenders.length, 'place')}`
}
