import { readFileSync, statSync } from 'node:fs'

/** Text of a source file, or `undefined` when there is none to be had. Never called on a watched loop. */
export function readSource(file: string): string | undefined {
  const known = cache.get(file)
  if (known !== undefined) return known
  try {
    if (statSync(file).size > MAX_SIZE_BYTES) return undefined
    return keep(file, readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

const cache = new Map<string, string>()
let cachedChars = 0
/** A bundle larger than this has lines that no one reads in a report. */
const MAX_SIZE_BYTES = 8_000_000

function keep(file: string, text: string): string {
  if (cachedChars + text.length > MAX_SIZE_BYTES) {
    cache.clear()
    cachedChars = 0
  }
  cache.set(file, text)
  cachedChars += text.length
  return text
}
