/** The `mappings` of a source map, kept as text: decoded, those of a large bundle take 20 times as much memory. */
export interface Mappings {
  /** The last segment that begins on a line, at a column or before it; `undefined` when there is none or it has no source. */
  find(line: number, column: number): Segment | undefined
  /** The first segment of a line that has a source. */
  findFirst(line: number): Segment | undefined
}

/** Where a piece of generated code begins and what it comes from. Lines and columns are 0-based. */
export interface Segment {
  generatedColumn: number
  /** Index in `sources`. */
  source: number
  line: number
  column: number
  /** Index in `names`. */
  name?: number
}

/**
 * Reads the `mappings` of a source map (https://tc39.es/ecma426/) through once, to know where to begin a search.
 *
 * @throws RangeError when they are not well-formed
 */
export function createMappings(text: string): Mappings {
  const { marks, isSorted } = readMarks(text)
  // Where a line is not in order, all of it has to be looked at.
  const findMark = (line: number, column: number) =>
    marks.findLast(({ state }) => state.line < line || (isSorted && state.line === line && state.column < column))
  return {
    find: (line, column) => {
      const mark = findMark(line, column)
      let best = mark?.state.line === line ? { ...mark } : undefined
      scan(text, mark?.state ?? START, (state, fieldCount) => {
        const isAhead = state.column > column
        const isBetter = state.line === line && !isAhead && (best?.state.column ?? -1) < state.column
        if (isBetter) best = { state: { ...state }, fieldCount }
        return state.line < line || (state.line === line && !(isSorted && isAhead))
      })
      return best && describe(best)
    },
    findFirst: line => {
      let first: Segment | undefined
      scan(text, findMark(line, 0)?.state ?? START, (state, fieldCount) => {
        if (state.line === line) first = describe({ state, fieldCount })
        return state.line <= line && first === undefined
      })
      return first
    },
  }
}

/** Numbers of the last segment read; those of the next one are relative to them. */
interface State {
  /** Where the next segment begins in the text. */
  offset: number
  line: number
  column: number
  source: number
  originalLine: number
  originalColumn: number
  name: number
}

const START: State = { offset: 0, line: 0, column: 0, source: 0, originalLine: 0, originalColumn: 0, name: 0 }

/** A segment after which a search can begin. */
interface Mark {
  state: State
  fieldCount: number
}

const MARK_DISTANCE_CHARS = 4096

function readMarks(text: string): { marks: Mark[]; isSorted: boolean } {
  const marks: Mark[] = []
  let isSorted = true
  let previousLine = 0
  let previousColumn = 0
  let markedOffset = 0
  scan(text, START, (state, fieldCount) => {
    if (state.line === previousLine && state.column < previousColumn) isSorted = false
    previousLine = state.line
    previousColumn = state.column
    if (state.offset - markedOffset >= MARK_DISTANCE_CHARS) {
      markedOffset = state.offset
      marks.push({ state: { ...state }, fieldCount })
    }
    return true
  })
  return { marks, isSorted }
}

/** Reads segments until `visit` returns `false`. The state that `visit` gets is changed afterwards. */
function scan(text: string, start: State, visit: (state: State, fieldCount: number) => boolean): void {
  const state = { ...start }
  while (state.offset < text.length) {
    const char = text.charCodeAt(state.offset)
    if (char === SEMICOLON) {
      state.line += 1
      state.column = 0
      state.offset += 1
    } else if (char === COMMA) state.offset += 1
    else if (!visit(state, readSegment(text, state))) return
  }
}

const COMMA = 44
const SEMICOLON = 59

function readSegment(text: string, state: State): number {
  let fieldCount = 0
  while (state.offset < text.length) {
    const char = text.charCodeAt(state.offset)
    if (char === COMMA || char === SEMICOLON) break
    const delta = readNumber(text, state)
    if (fieldCount === 0) state.column += delta
    else if (fieldCount === 1) state.source += delta
    else if (fieldCount === 2) state.originalLine += delta
    else if (fieldCount === 3) state.originalColumn += delta
    else state.name += delta
    fieldCount += 1
  }
  return fieldCount
}

// Base64 digits, the lowest first; of each the highest bit says that more follow. The lowest bit of the number is its sign.
function readNumber(text: string, state: State): number {
  let number = 0
  let shift = 0
  let digit = 0
  do {
    digit = DIGITS[text.charCodeAt(state.offset)] ?? NO_DIGIT
    if (digit === NO_DIGIT) throw new RangeError(`mappings: expected a base64 digit at ${state.offset}`)
    number |= (digit & 31) << shift
    shift += 5
    state.offset += 1
  } while (digit & 32)
  return number & 1 ? -(number >>> 1) : number >>> 1
}

const NO_DIGIT = 64
const DIGITS = new Uint8Array(128).fill(NO_DIGIT)
for (const [value, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  DIGITS[digit.charCodeAt(0)] = value

function describe({ state, fieldCount }: Mark): Segment | undefined {
  if (fieldCount < 4) return undefined
  const { column: generatedColumn, source, originalLine: line, originalColumn: column, name } = state
  return { generatedColumn, source, line, column, ...(fieldCount > 4 ? { name } : {}) }
}
