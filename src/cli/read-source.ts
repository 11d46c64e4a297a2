import { readFileSync, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'

const MAX_SOURCE_BYTES = 5_000_000

/** Reads a file of source, or `undefined` when there is none to show. Each file is read once. */
export function cacheSources(): (file: string) => string | undefined {
  const sources = new Map<string, string | undefined>()
  return file => {
    if (!sources.has(file)) sources.set(file, readSource(file))
    return sources.get(file)
  }
}

function readSource(file: string): string | undefined {
  if (!isAbsolute(file)) return undefined
  try {
    return statSync(file).size <= MAX_SOURCE_BYTES ? readFileSync(file, 'utf8') : undefined
  } catch {
    return undefined
  }
}
