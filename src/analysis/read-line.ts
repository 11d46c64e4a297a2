import type { Frame } from '../model/frame.js'

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
