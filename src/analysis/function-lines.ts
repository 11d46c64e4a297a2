import type { RawFrame } from '../model/frame.js'
import { judgeFrame } from './judge-frame.js'
import type { ReadLine } from './read-line.js'

/**
 * A stack of a profile whose innermost frame has no line when its line lies outside its function: the compiler has put another function
 * into it, and V8 counts with lines of that.
 */
export function dropForeignLine(
  stack: RawFrame[],
  { readLine, ownDirectory }: { readLine: ReadLine; ownDirectory?: string | undefined },
): RawFrame[] {
  const [top, ...rest] = stack
  if (top?.functionLine === undefined || top.line === 0) return stack
  const frame = judgeFrame(top, ownDirectory)
  const read = (line: number) => readLine({ ...frame, line })
  return isInFunction(top.line, top.functionLine, read) ? stack : [{ ...top, line: 0 }, ...rest]
}

/** Tells by brackets and indentation; yes when the source cannot be read. */
function isInFunction(line: number, functionLine: number, read: (line: number) => string | undefined): boolean {
  const first = read(functionLine)
  if (line === functionLine || first === undefined) return true
  if (line < functionLine || countOpen(first) <= 0) return false
  const depth = findIndent(first)
  for (let current = functionLine + 1; current < line; current += 1) {
    const text = read(current) ?? ''
    if (/^\s*[\])}]/.test(text) && findIndent(text) <= depth && countOpen(text) <= 0) return false
  }
  return true
}

function countOpen(text: string): number {
  return (text.match(/[[({]/g)?.length ?? 0) - (text.match(/[\])}]/g)?.length ?? 0)
}

function findIndent(text: string): number {
  return text.length - text.trimStart().length
}
