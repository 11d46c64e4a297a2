import type { Frame } from '../model/frame.js'
import { formatFrame } from './frame-text.js'
import type { Palette, TextOptions } from './palette.js'
import { formatPlural } from './plural-text.js'

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
