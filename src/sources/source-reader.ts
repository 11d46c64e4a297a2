import { readFileSync, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { keepRead } from './keep-read.js'

/** Reads the text of a source file, or `undefined` when there is none to be had. */
export type SourceReader = (file: string) => string | undefined

/** Most characters kept at a time. A file larger than this has lines that no one reads in a report. */
const MAX_CHARS = 8_000_000

/**
 * Creates a reader of source files that reads each of them once and keeps a bounded amount of text. It takes as long as the disk does:
 * never call it on a watched loop.
 */
export function createSourceReader(): SourceReader {
  return keepRead(readText, text => text?.length ?? 0, MAX_CHARS)
}

function readText(file: string): string | undefined {
  if (!isAbsolute(file)) return undefined
  try {
    // Node leaves out a byte order mark, too.
    return statSync(file).size > MAX_CHARS ? undefined : readFileSync(file, 'utf8').replace(/^\ufeff/, '')
  } catch {
    return undefined
  }
}
