import type { Offender } from '../model/report.js'
import { formatDuration } from './duration-text.js'
import { formatLocation } from './frame-text.js'
import type { Palette, TextOptions } from './palette.js'
import { formatPlain } from './plain-text.js'
import { formatPlural } from './plural-text.js'

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
