import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createMappings, type Mappings, type Segment } from './mappings.js'

/** A source map that is ready to be asked. */
export interface SourceMap {
  /** Where a position comes from; `undefined` when the map does not say. Lines and columns are 1-based. */
  find(line: number, column: number): OriginalPlace | undefined
  /** Name that the map gives to exactly this position of the generated code. */
  findName(line: number, column: number): string | undefined
  /** How much text it keeps, in characters. */
  readonly keptChars: number
}

/** A position in a source file. */
export interface OriginalPlace {
  /** Absolute path. */
  file: string
  line: number
  column: number
}

/**
 * Reads the text of a source map.
 *
 * @param baseUrl URL of the map, or of the generated file when the map lies in it
 * @throws Error when it is no source map
 */
export function readSourceMap(text: string, baseUrl: string): SourceMap {
  // A line that keeps browsers from running the map as a script.
  const value: unknown = JSON.parse(text.startsWith(')]}') ? text.slice(text.indexOf('\n')) : text)
  return createSourceMap(value, baseUrl)
}

function createSourceMap(value: unknown, baseUrl: string): SourceMap {
  const sections = readField(value, 'sections')
  if (Array.isArray(sections)) return joinSections(sections, baseUrl)
  const text = readField(value, 'mappings')
  if (typeof text !== 'string') throw new TypeError('source map: expected mappings')
  const mappings = createMappings(text)
  const names = readStrings(readField(value, 'names'))
  const files = createFiles(readStrings(readField(value, 'sources')), readField(value, 'sourceRoot'), baseUrl)
  const describe = (segment: Segment | undefined): OriginalPlace | undefined => {
    if (!segment) return undefined
    const file = files(segment.source)
    return file === undefined ? undefined : { file, line: segment.line + 1, column: segment.column + 1 }
  }
  return {
    find: (line, column) => describe(findSegment(mappings, line, column)),
    findName: (line, column) => {
      const segment = mappings.find(line - 1, column - 1)
      return segment?.generatedColumn === column - 1 ? names[segment.name ?? -1] : undefined
    },
    keptChars: text.length,
  }
}

// Of a line alone, its first piece is as good as any.
function findSegment(mappings: Mappings, line: number, column: number): Segment | undefined {
  return column > 0 ? mappings.find(line - 1, column - 1) : mappings.findFirst(line - 1)
}

function readField(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function readStrings(value: unknown): (string | undefined)[] {
  return Array.isArray(value) ? value.map((item: unknown) => (typeof item === 'string' ? item : undefined)) : []
}

/** Maps that follow each other in one generated file, as bundlers join them. */
function joinSections(sections: unknown[], baseUrl: string): SourceMap {
  const parts = sections.map(section => {
    const offset = readField(section, 'offset')
    const [line, column] = [readField(offset, 'line'), readField(offset, 'column')]
    if (typeof line !== 'number' || typeof column !== 'number') throw new TypeError('source map: expected an offset')
    return { line, column, map: createSourceMap(readField(section, 'map'), baseUrl) }
  })
  const pick = <T>(line: number, column: number, ask: (map: SourceMap, line: number, column: number) => T) => {
    const part = parts.findLast(from => line - 1 > from.line || (line - 1 === from.line && column > from.column))
    if (!part) return undefined
    return ask(part.map, line - part.line, line - 1 === part.line ? column - part.column : column)
  }
  return {
    find: (line, column) => pick(line, Math.max(column, 1), (map, ...place) => map.find(...place)),
    findName: (line, column) => pick(line, column, (map, ...place) => map.findName(...place)),
    keptChars: parts.reduce((sum, { map }) => sum + map.keptChars, 0),
  }
}

/** Absolute paths of a map's sources, by index; `undefined` for a source that is no file. */
function createFiles(
  sources: (string | undefined)[],
  sourceRoot: unknown,
  baseUrl: string,
): (index: number) => string | undefined {
  const known = new Map<number, string | undefined>()
  const root = typeof sourceRoot === 'string' && sourceRoot !== '' ? `${sourceRoot.replace(/\/$/, '')}/` : ''
  return index => {
    if (!known.has(index)) known.set(index, findFile(sources[index], root, baseUrl))
    return known.get(index)
  }
}

function findFile(source: string | undefined, root: string, baseUrl: string): string | undefined {
  if (source === undefined) return undefined
  try {
    const url = new URL(toUrl(source), new URL(toUrl(root), baseUrl))
    return url.protocol === 'file:' ? fileURLToPath(url) : findInProject(url, baseUrl)
  } catch {
    return undefined
  }
}

// On Windows some tools write paths.
function toUrl(source: string): string {
  return /^[a-z]:[\\/]/i.test(source) ? pathToFileURL(source).href : source
}

// Such as `webpack://app/./src/server.ts`: a path below a folder that the map does not name.
function findInProject({ protocol, pathname }: URL, baseUrl: string): string | undefined {
  if (/^(?:https?|data|node):$/.test(protocol)) return undefined
  const path = decodeURIComponent(pathname)
  let folder = dirname(fileURLToPath(baseUrl))
  while (!existsSync(join(folder, path))) {
    if (folder === dirname(folder)) return undefined
    folder = dirname(folder)
  }
  return join(folder, path)
}

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
