import type { Frame, RawFrame } from '../../model/frame.js'
import { judgeFrame } from './frame.js'

/** Reads the text of a source file; `undefined` when it cannot be read. */
export type ReadSource = (file: string) => string | undefined

/** Reads the source line of a frame; `undefined` when it cannot be read. */
export type ReadLine = (frame: Frame) => string | undefined

/** Makes a reader of source lines that splits each file once, for one block has many samples in the same file. */
export function createReadLine(readSource: ReadSource = () => undefined): ReadLine {
  const files = new Map<string, string[]>()
  return ({ file, line, transformed }) => {
    if (transformed) return undefined
    const lines = files.get(file) ?? readSource(file)?.split(/\r?\n/) ?? []
    files.set(file, lines)
    return lines[line - 1]
  }
}

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
