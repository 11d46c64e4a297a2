import { statSync } from 'node:fs'
import { findSourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { KnownOriginal, Place, RawFrame } from '../../model/frame.js'
import { isRunAsWritten } from '../../model/project-path.js'
import { nowMs } from '../../system/clock.js'

/**
 * Asks whoever transformed the code of these frames where it comes from: test runners and loaders set `Error.prepareStackTrace` to show
 * original positions in stacks, and only they know the maps of what they have compiled in memory. On the watched thread, when a block is
 * over; code that runs as it lies on the disk is not asked for.
 */
export function askSourcePositions(
  frames: Iterable<RawFrame>,
  { isAsking, typescript = Reflect.get(process.features, 'typescript') }: AskOptions,
): KnownOriginal[] {
  let untilMs = Number.POSITIVE_INFINITY
  const places = listPlaces(frames, isAsking)
  // Node's own type stripping puts blanks in place of types.
  const isKept = ({ file }: Place) => typescript === 'strip' && /\.[cm]?ts(?:[?#]|$)/.test(file)
  return places.flatMap((running, index) => {
    const original =
      (isAsking && nowMs() < untilMs ? findOriginal(running) : undefined) ?? (isKept(running) ? running : undefined)
    if (index === 0) untilMs = nowMs() + LIMIT_MS
    return original ? [{ running, original }] : []
  })
}

/** Options of {@link askSourcePositions}. */
export interface AskOptions {
  /** `false`: only say which positions are original anyway. */
  isAsking: boolean
  /** What Node itself does to TypeScript; another value is for tests. */
  typescript?: unknown
}

/** Longest time to go on asking after the first answer, in ms: that may take 10 and more, since tools load their reader of source maps only then. */
const LIMIT_MS = 20

/** Reading the map of a larger file might itself block. */
const MAX_SIZE_BYTES = 500_000

// There are thousands of frames, and few files.
function listPlaces(frames: Iterable<RawFrame>, isAsking: boolean): Place[] {
  const isTested = isAsking && TEST_VARIABLES.some(name => process.env[name] !== undefined)
  const files = new Map<string, Map<string, Place> | undefined>()
  for (const frame of frames) {
    const { file } = frame
    if (file === null) continue
    if (!files.has(file)) files.set(file, isFile(file) && (isTested || !isRunAsWritten(file)) ? new Map() : undefined)
    const places = files.get(file)
    for (const [line, column] of places ? listPositions(frame) : []) {
      places?.set(`${line}:${column}`, { file, line, column })
    }
  }
  return [...files.values()].flatMap(places => [...(places?.values() ?? [])])
}

/** What Vitest, Jest and Playwright set where they run tests: they compile JavaScript, too. */
const TEST_VARIABLES = ['VITEST', 'JEST_WORKER_ID', 'TEST_WORKER_INDEX']

// Of a frame in a CPU profile the function is known, and of the one on top the line.
function listPositions({ line, column, functionLine = 0, functionColumn = 0 }: RawFrame): [number, number][] {
  if (column > 0 || functionLine === 0) return [[line, column]]
  return [[functionLine, functionColumn], ...(line > functionLine ? [[line, 0] satisfies [number, number]] : [])]
}

function isFile(file: string): boolean {
  return /^(?:file:|[\\/]|[a-z]:[\\/])/i.test(file) && !/[\\/]node_modules[\\/]/.test(file)
}

function findOriginal(running: Place): Place | undefined {
  try {
    const path = running.file.startsWith('file:') ? fileURLToPath(running.file) : running.file
    if (statSync(path).size > MAX_SIZE_BYTES) return undefined
    // V8 gives all files of a profile as URLs; a tool may know them by their paths.
    return askFormatter(running) ?? askNode(running) ?? askFormatter({ ...running, file: path })
  } catch {
    return undefined
  }
}

// A tool that answers the same for a column that no line has does not know the file. Of a whole line its end is asked for.
function askFormatter(running: Place): Place | undefined {
  const farAway = { ...running, column: FAR_COLUMN }
  const answer = format(running.column > 0 ? running : farAway)
  if (answer && running.column === 0) return isSame(answer, farAway) ? undefined : { ...answer, column: 0 }
  if (!answer || !isSame(answer, running)) return answer
  const far = format(farAway)
  return far && !isSame(far, farAway) ? answer : undefined
}

const FAR_COLUMN = 1_000_000

function format(place: Place): Place | undefined {
  if (typeof Error.prepareStackTrace !== 'function') return undefined
  // Not a new error: that would take a stack of its own.
  const text: unknown = Error.prepareStackTrace(Object.create(Error.prototype), [createCallSite(place)])
  const [, file, line, column] = (typeof text === 'string' && /\((.+):(\d+):(\d+)\)\s*$/.exec(text)) || []
  return file === undefined || !isFile(file) ? undefined : { file, line: Number(line), column: Number(column) }
}

function isSame(a: Place, b: Place): boolean {
  return a.line === b.line && a.column === b.column
}

/** What Node itself knows under `--enable-source-maps`. */
function askNode({ file, line, column }: Place): Place | undefined {
  const entry = findSourceMap(file)?.findEntry(line - 1, (column || FAR_COLUMN) - 1)
  if (!entry || !('originalSource' in entry) || !isFile(entry.originalSource)) return undefined
  return { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
}

/** A call site for {@link Error.prepareStackTrace} that V8 did not make: a top-level function at a place. */
function createCallSite(place: Place): NodeJS.CallSite {
  return Object.assign(Object.create(methods), place)
}

// On a prototype: tools copy call sites by the names they find there.
const methods: NodeJS.CallSite & { toString(): string } & ThisType<Place> = {
  getThis: () => undefined,
  getTypeName: () => null,
  getFunction: () => undefined,
  getFunctionName: () => NAME,
  getMethodName: () => null,
  getFileName() {
    return this.file
  },
  getLineNumber() {
    return this.line
  },
  getColumnNumber() {
    return this.column
  },
  getEvalOrigin: () => undefined,
  isToplevel: () => true,
  isEval: () => false,
  isNative: () => false,
  isConstructor: () => false,
  isAsync: () => false,
  isPromiseAll: () => false,
  getPromiseIndex: () => null,
  getScriptNameOrSourceURL() {
    return this.file
  },
  getScriptHash: () => '',
  getEnclosingColumnNumber() {
    return this.column
  },
  getEnclosingLineNumber() {
    return this.line
  },
  getPosition: () => 0,
  toString() {
    return `${NAME} (${this.file}:${this.line}:${this.column})`
  },
}

const NAME = 'original'
