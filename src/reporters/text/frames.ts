import { isAbsolute, relative, sep } from 'node:path'
import type { Frame } from '../../model/frame.js'
import { toProjectPath } from '../../model/project-path.js'
import type { Palette, TextOptions } from './palette.js'
import { formatPlain, formatPlural } from './words.js'

const MAX_FRAMES = 8

/**
 * A stack, a line a frame, innermost first. Of a long one, eight frames: the innermost and the user's own first; what is left out is
 * counted where it was.
 *
 * @param formatMargin text before each frame; it gets `undefined` where frames are left out
 */
export function formatStack(
  stack: Frame[],
  palette: Palette,
  options: TextOptions,
  formatMargin: (frame: Frame | undefined) => string = frame => palette.dim(frame ? 'at ' : ''),
): string[] {
  const lines: string[] = []
  let next = 0
  for (const index of [...pickFrames(stack), stack.length]) {
    if (index > next) lines.push(`${formatMargin(undefined)}${palette.dim(`… ${formatPlural(index - next, 'frame')}`)}`)
    const frame = stack[index]
    if (frame) lines.push(`${formatMargin(frame)}${formatFrame(frame, palette, options)}`)
    next = index + 1
  }
  return lines
}

function pickFrames(stack: Frame[]): number[] {
  const indexes = stack.map((_, index) => index)
  const own = indexes.filter(index => index > 0 && stack[index]?.ownCode)
  const others = indexes.filter(index => index === 0 || !stack[index]?.ownCode)
  const ranked = [...others.slice(0, 1), ...own, ...others.slice(1)]
  return ranked.slice(0, MAX_FRAMES).sort((a, b) => a - b)
}

/** One frame of a stack: `resize (src/image.js:4:11)`, the user's own code highlighted, everything else dimmed. */
export function formatFrame(frame: Frame, palette: Palette, options: TextOptions): string {
  const name = `${frame.async ? 'async ' : ''}${formatPlain(frame.function)}`
  if (!frame.ownCode) return palette.dim(`${name} (${formatPlace(frame, options)})`)
  return `${palette.bold(name)} (${formatLocation(frame, palette, options)})`
}

/** Where a frame is, to click: `src/image.js:4:11`. */
export function formatLocation(frame: Frame, palette: Palette, options: TextOptions): string {
  return palette.link(formatPlace(frame, options))
}

function formatPlace(frame: Frame, options: TextOptions): string {
  if (!frame.file) return 'native'
  const path = formatPath(frame.file, options)
  if (frame.line <= 0) return path
  if (frame.transformed) return `${path}, in transformed code at ${frame.line}:${frame.column}`
  return frame.column > 0 ? `${path}:${frame.line}:${frame.column}` : `${path}:${frame.line}`
}

function formatPath(file: string, { cwd = process.cwd(), roots }: TextOptions): string {
  if (roots) return formatPlain(toProjectPath(file, roots))
  if (!isAbsolute(file)) return formatPlain(file)
  const path = relative(cwd, file)
  const isBelow = path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
  return formatPlain(isBelow ? path : file)
}

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
