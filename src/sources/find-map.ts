import { readFileSync, statSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { readSourceMap, type SourceMap } from './source-map.js'

/** Longest source map that is read. It takes three times its size in memory for a moment, of which a watchdog has 128 MB. */
const MAX_CHARS = 20_000_000

/**
 * Finds the source map of a file: inside it, where it says, or beside it.
 *
 * @param text of the file, when it could be read
 * @throws Error when the map is broken or too large
 */
export function findMap(file: string, text: string | undefined): SourceMap | undefined {
  const fileUrl = pathToFileURL(file)
  const named = text === undefined ? undefined : findMapUrl(text)
  if (named?.startsWith('data:')) return readSourceMap(decodeDataUrl(named), fileUrl.href)
  const url = new URL(named ?? `${fileUrl.pathname}.map`, fileUrl)
  if (url.protocol !== 'file:') return undefined
  const mapText = readMap(fileURLToPath(url))
  return mapText === undefined ? undefined : readSourceMap(mapText, url.href)
}

/** The URL in the comment `//# sourceMappingURL=…` at the end of a script. */
export function findMapUrl(text: string): string | undefined {
  const start = text.lastIndexOf('sourceMappingURL=')
  if (start < 0 || !/(?:\/\/|\/\*)[#@][ \t]+$/.test(text.slice(Math.max(0, start - 8), start))) return undefined
  const [, url, rest = ''] = /^sourceMappingURL=([^\s'"*]+)(.*)$/s.exec(text.slice(start)) ?? []
  // Else it is a piece of a string, in code that writes such comments.
  return /^[ \t]*(?:\*\/)?\s*(?:\/\/.*\s*)*$/.test(rest) ? url : undefined
}

function decodeDataUrl(url: string): string {
  const comma = url.indexOf(',')
  const data = url.slice(comma + 1)
  return url.slice(0, comma).endsWith(';base64')
    ? Buffer.from(data, 'base64').toString('utf8')
    : decodeURIComponent(data)
}

function readMap(file: string): string | undefined {
  const sizeBytes = statSync(file, { throwIfNoEntry: false })?.size
  if (sizeBytes === undefined) return undefined
  if (sizeBytes > MAX_CHARS) throw new RangeError(`source map: expected at most ${MAX_CHARS} bytes, got ${sizeBytes}`)
  return readFileSync(file, 'utf8')
}
