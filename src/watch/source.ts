import { readFileSync, statSync } from 'node:fs'

/** Text of a source file, or `undefined` when there is none to be had. Never called on a watched loop. */
export function readSource(file: string): string | undefined {
  const known = cache.get(file)
  if (known !== undefined) return known
  try {
    if (statSync(file).size > MAX_SIZE_BYTES) return undefined
    const text = readFileSync(file, 'utf8')
    if (cache.size >= MAX_FILES) cache.clear()
    cache.set(file, text)
    return text
  } catch {
    return undefined
  }
}

const cache = new Map<string, string>()
const MAX_FILES = 50
/** A bundle larger than this has lines that no one reads in a report. */
const MAX_SIZE_BYTES = 8_000_000
