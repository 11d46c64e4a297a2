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
  const texts = new Map<string, string | undefined>()
  let keptChars = 0
  return file => {
    if (texts.has(file)) return texts.get(file)
    const text = readText(file)
    const addedChars = (text?.length ?? 0) + file.length
    if (keptChars + addedChars > MAX_CHARS) {
      texts.clear()
      keptChars = 0
    }
    texts.set(file, text)
    keptChars += addedChars
    return text
  }
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
