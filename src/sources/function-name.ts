import type { RawFrame } from '../model/frame.js'
import type { SourceMap } from './source-map.js'
import type { SourceReader } from './source-reader.js'

/** The name that a function had before it was minified; `undefined` when its map does not tell. */
export function findFunctionName(frame: RawFrame, map: SourceMap, readSource: SourceReader): string | undefined {
  const { file, function: name, functionLine: line = 0, functionColumn: column = 0 } = frame
  const [identifier] = /[\w$]+$/.exec(name ?? '') ?? []
  if (file === null || name === null || identifier === undefined || line <= 0 || column <= 0) return undefined
  const offset = findName(readAround(readSource(file) ?? '', line, column), identifier)
  const original = offset === undefined ? undefined : map.findName(line, column + offset)
  return original === undefined ? undefined : name.slice(0, -identifier.length) + original
}

/** Where the name stands, from where the function begins; negative before it. */
function findName({ before, after }: { before: string; after: string }, identifier: string): number | undefined {
  const ahead = AHEAD.exec(after)
  if (ahead?.groups?.name === identifier) return ahead.indices?.groups?.name?.[0]
  const behind = BEHIND.map(pattern => pattern.exec(before)).find(match => match?.groups?.name === identifier)
  const start = behind?.indices?.groups?.name?.[0]
  return start === undefined ? undefined : start - before.length
}

/** `function name(…`, `async name(…`, `get name(…` */
const AHEAD = /^(?:async\b|function\b|get\b|set\b|\*|#|\s)*(?<name>[\w$]+)\s*\(/d

const BEHIND = [
  /** `name(…`: profiles say where the parameters begin. */
  /(?<name>[\w$]+)\s*$/d,
  /** `name = (…`, `name: function (…` */
  /(?<name>[\w$]+)\s*[=:]\s*$/d,
  /** `class name { constructor(…` */
  /\bclass\s+(?<name>[\w$]+)[^{}]*\{[^{}]*$/d,
  /** `name = class { constructor(…` */
  /(?<name>[\w$]+)\s*=\s*class\b[^{}]*\{[^{}]*$/d,
]

/** Longest way between a name and the function. */
const MAX_CHARS = 200

function readAround(text: string, line: number, column: number): { before: string; after: string } {
  let start = 0
  for (let left = line - 1; left > 0; left -= 1) start = text.indexOf('\n', start) + 1 || text.length
  const middle = start + column - 1
  return {
    before: text.slice(Math.max(start, middle - MAX_CHARS), middle),
    after: text.slice(middle, middle + MAX_CHARS),
  }
}
