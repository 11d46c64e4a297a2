import { readFileSync, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'

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

/**
 * Makes a reader that reads each file once and keeps a bounded amount of what it read: when that is full, it begins anew.
 *
 * @param countChars size of what was read of a file; its path counts besides
 * @param maxChars most characters kept at a time
 */
export function keepRead<T>(
  read: (file: string) => T,
  countChars: (read: T) => number,
  maxChars: number,
): (file: string) => T {
  const kept = new Map<string, T>()
  let keptChars = 0
  return file => {
    const known = kept.get(file)
    if (known !== undefined || kept.has(file)) return known as T
    const value = read(file)
    const addedChars = countChars(value) + file.length
    if (keptChars + addedChars > maxChars) {
      kept.clear()
      keptChars = 0
    }
    kept.set(file, value)
    keptChars += addedChars
    return value
  }
}
