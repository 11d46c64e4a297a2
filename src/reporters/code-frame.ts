import type { Frame } from '../model/frame.js'
import type { Palette } from './palette.js'
import { formatPlain } from './plain-text.js'

const MAX_WIDTH = 100

/** Lines of source with the culprit's line marked and a caret under its column. Of a very long line, the part around the column. */
export function formatCodeFrame(
  source: { line: number; text: string }[],
  culprit: Frame | undefined,
  palette: Palette,
): string[] {
  const width = Math.max(0, ...source.map(({ line }) => String(line).length))
  return source.flatMap(({ line, text }) => {
    const number = String(line).padStart(width)
    const isCulprit = line === culprit?.line
    const start = isCulprit ? findStart(text, culprit.column) : 0
    const shown = formatPlain(text.slice(start, start + MAX_WIDTH)).trimEnd()
    if (!isCulprit) return [palette.dim(`  ${number} │ ${shown}`.trimEnd())]
    const marked = `${palette.fail('>')} ${number} ${palette.dim('│')} ${shown}`
    return culprit.column > 0 ? [marked, formatCaret(width, culprit.column - 1 - start, palette)] : [marked]
  })
}

function findStart(text: string, column: number): number {
  return Math.max(0, Math.min(column - MAX_WIDTH / 2, text.length - MAX_WIDTH))
}

function formatCaret(width: number, offset: number, palette: Palette): string {
  return `${palette.dim(`${' '.repeat(width + 3)}│`)} ${' '.repeat(Math.max(0, offset))}${palette.fail('^')}`
}
