import type { Place } from '../model/place.js'

/** Whether a position can be one of V8's in a text: it exists and is not in the middle of a word. `true` without a text. */
export function isPositionOf({ line, column }: Pick<Place, 'line' | 'column'>, text: string | undefined): boolean {
  if (text === undefined || line <= 0) return true
  const start = findLineStart(text, line)
  if (start === undefined) return hasOddBreaks(text)
  const end = text.indexOf('\n', start)
  const offset = start + column - 1
  const isOnLine = column <= 0 || offset <= (end < 0 ? text.length : end)
  if (isOnLine && (column <= 1 || !/[\w$]{2}/.test(text.slice(offset - 1, offset + 1)))) return true
  return hasOddBreaks(text)
}

function findLineStart(text: string, line: number): number | undefined {
  let start = 0
  for (let left = line - 1; left > 0; left -= 1) {
    start = text.indexOf('\n', start) + 1
    if (start === 0) return undefined
  }
  return start
}

// V8 counts these as line breaks, too.
function hasOddBreaks(text: string): boolean {
  return /[\u2028\u2029]|\r(?!\n)/.test(text)
}
