import { LoophoundError } from '../../model/errors.js'

/**
 * The value that a JSON text spells, with comments and trailing commas allowed.
 *
 * @param name of the file: begins the sentence about what is wrong, with line and column
 * @throws LoophoundError when the text is no such JSON
 * @example
 * parseJsonc('{ "thresholdMs": 50, } // ms', 'a.json') // { thresholdMs: 50 }
 * parseJsonc('{ thresholdMs: 50 }', 'a.json') // throws «a.json:1:3: expected a key in double quotes, got thresholdMs»
 */
export function parseJsonc(text: string, name: string): unknown {
  const cursor: Cursor = { text, name, index: text.startsWith('\uFEFF') ? 1 : 0, depth: 0 }
  const value = readValue(cursor)
  skipBlanks(cursor)
  if (cursor.index < text.length) throw createBadJson(cursor, 'the end of the file')
  return value
}

/** How far a text has been read. */
interface Cursor {
  text: string
  name: string
  index: number
  /** Objects and arrays around it. */
  depth: number
}

const BLANKS = /(?:[ \t\r\n]|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)*/y
const STRING = /"(?:[^"\\\r\n]|\\.)*"/y
const NUMBER_OR_WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const NEXT_WORD = /[^\s,:[\]{}"]+|"[^"\r\n]*"?|./uy
const MAX_DEPTH = 100

function readValue(cursor: Cursor): unknown {
  skipBlanks(cursor)
  const start = cursor.text[cursor.index]
  if (start === '{') return readObject(cursor)
  if (start === '[') return readItems(cursor, ']', readValue)
  if (start === '"') return readString(cursor)
  const word = takeMatch(cursor, NUMBER_OR_WORD)
  if (word === undefined) throw createBadJson(cursor, 'a value')
  return JSON.parse(word)
}

// `fromEntries` makes even `__proto__` a key like any other.
function readObject(cursor: Cursor): object {
  return Object.fromEntries(readItems(cursor, '}', readEntry))
}

function readEntry(cursor: Cursor): [string, unknown] {
  skipBlanks(cursor)
  if (cursor.text[cursor.index] !== '"') throw createBadJson(cursor, 'a key in double quotes')
  const key = readString(cursor)
  if (!take(cursor, ':')) throw createBadJson(cursor, '":"')
  return [key, readValue(cursor)]
}

function readItems<T>(cursor: Cursor, end: ']' | '}', readItem: (cursor: Cursor) => T): T[] {
  if (cursor.depth >= MAX_DEPTH) throw createBadJson(cursor, `at most ${MAX_DEPTH} objects and arrays in each other`)
  cursor.depth++
  cursor.index++
  const items: T[] = []
  while (!take(cursor, end)) {
    items.push(readItem(cursor))
    if (take(cursor, ',')) continue
    if (take(cursor, end)) break
    throw createBadJson(cursor, `"," or "${end}"`)
  }
  cursor.depth--
  return items
}

function readString(cursor: Cursor): string {
  const start = cursor.index
  try {
    const value: unknown = JSON.parse(takeMatch(cursor, STRING) ?? '')
    return String(value)
  } catch {
    throw createBadJson({ ...cursor, index: start }, 'a string of JSON, which ends in its line')
  }
}

/** Goes past a character, if it is the next one. */
function take(cursor: Cursor, character: string): boolean {
  skipBlanks(cursor)
  if (cursor.text[cursor.index] !== character) return false
  cursor.index++
  return true
}

function skipBlanks(cursor: Cursor): void {
  takeMatch(cursor, BLANKS)
  if (cursor.text.startsWith('/*', cursor.index)) throw createBadJson(cursor, 'a comment that ends in */')
}

function takeMatch(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.index
  const word = pattern.exec(cursor.text)?.[0]
  cursor.index += word?.length ?? 0
  return word
}

function createBadJson(cursor: Cursor, expected: string): LoophoundError {
  const lines = cursor.text.slice(0, cursor.index).split(/\r\n|\r|\n/)
  const column = (lines.at(-1)?.replace(/^\uFEFF/, '').length ?? 0) + 1
  const got = takeMatch({ ...cursor }, NEXT_WORD)?.slice(0, 40) ?? 'the end of the file'
  const message = `${cursor.name}:${lines.length}:${column}: expected ${expected}, got ${got}`
  return new LoophoundError('ERR_LOOPHOUND_BAD_CONFIG', message)
}
