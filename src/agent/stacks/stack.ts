import type { RawFrame } from '../../model/frame.js'

/** Any function: a place to cut a stack at. */
export type AnyFunction = (...args: never[]) => unknown

/** Frames that V8 walks: deep enough for a recursion inside a package to end in the user's own code. 1000 of them take 0.5 ms. */
const MAX_FRAMES = 1024
/** Frames that are kept of a deep stack: the innermost and the outermost. */
const MAX_INNER_FRAMES = 96
const MAX_OUTER_FRAMES = 32

/**
 * The calling stack, innermost frame first, without `cutAt` and all above it; empty when `cutAt` is not on it. The user's own
 * `Error.prepareStackTrace` does not run, and is back when this returns.
 */
export function captureStack(cutAt: AnyFunction): RawFrame[] {
  const { prepareStackTrace, stackTraceLimit } = Error
  const holder: { stack?: RawFrame[] | string } = {}
  try {
    Error.stackTraceLimit = MAX_FRAMES
    Error.prepareStackTrace = (_, callSites) => leaveOutMiddle(callSites).map(readCallSite)
    Error.captureStackTrace(holder, cutAt)
    // While V8 formats another stack, as in code that reads many, it does not call out again and gives text.
    return typeof holder.stack === 'string' ? leaveOutMiddle(parseStack(holder.stack)) : (holder.stack ?? [])
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace')
    else Error.prepareStackTrace = prepareStackTrace
  }
}

function leaveOutMiddle<T>(frames: T[]): T[] {
  if (frames.length <= MAX_INNER_FRAMES + MAX_OUTER_FRAMES) return frames
  return [...frames.slice(0, MAX_INNER_FRAMES), ...frames.slice(-MAX_OUTER_FRAMES)]
}

/**
 * The calling stack above `cutAt` in V8's own form, which costs a microsecond; {@link readLater} makes frames of it. `undefined` when `Error`
 * cannot be changed. Never throws.
 */
export function captureLater(cutAt: AnyFunction): object | undefined {
  const holder = {}
  try {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = MAX_LATER_FRAMES
    Error.captureStackTrace(holder, cutAt)
    Error.stackTraceLimit = stackTraceLimit
    return holder
  } catch {
    return undefined
  }
}

const MAX_LATER_FRAMES = 16

/** The frames of a stack that {@link captureLater} has taken, once; the user's own `Error.prepareStackTrace` does not run. */
export function readLater(holder: { stack?: RawFrame[] | string }): RawFrame[] {
  const { prepareStackTrace } = Error
  try {
    Error.prepareStackTrace = (_, callSites) => callSites.map(readCallSite)
    return typeof holder.stack === 'string' ? parseStack(holder.stack) : (holder.stack ?? [])
  } finally {
    if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace')
    else Error.prepareStackTrace = prepareStackTrace
  }
}

function readCallSite(site: NodeJS.CallSite): RawFrame {
  const file = site.getFileName() || site.getScriptNameOrSourceURL() || null
  const frame: RawFrame = {
    function: site.getFunctionName() || null,
    typeName: file === null ? site.getTypeName() : null,
    file: file ?? (site.isEval() ? (site.getEvalOrigin() ?? null) : null),
    line: site.getLineNumber() ?? 0,
    column: site.getColumnNumber() ?? 0,
  }
  if (site.isAsync()) frame.async = true
  if (file !== null && !file.startsWith('node:')) {
    frame.functionLine = site.getEnclosingLineNumber?.() ?? 0
    frame.functionColumn = site.getEnclosingColumnNumber?.() ?? 0
  }
  return frame
}

/** Reads the text that V8 makes of a stack (https://v8.dev/docs/stack-trace-api). */
function parseStack(text: string): RawFrame[] {
  return text.split('\n').flatMap(line => {
    const found = FRAME.exec(line)?.groups
    if (!found) return []
    const { async, name, file, bare } = found
    const frame: RawFrame = {
      function: name?.replace(/^(?:new )?(?:.*\.)?(?=[^.]+$)/, '').replace(/ \[as .*$/, '') || null,
      typeName: null,
      file: file ?? bare ?? null,
      line: Number(found.line ?? found.bareLine ?? 0),
      column: Number(found.column ?? found.bareColumn ?? 0),
    }
    return [async ? { ...frame, async: true as const } : frame]
  })
}

const FRAME =
  /^\s+at (?<async>async )?(?:(?<name>.+?) \((?:<anonymous>|native|(?<file>.+?):(?<line>\d+):(?<column>\d+))\)|(?<bare>.+?):(?<bareLine>\d+):(?<bareColumn>\d+))$/

/** A piece of loophound's own code in the file it was built into, whoever bundled it: from one position to another. */
export interface CodeRange {
  first: RawFrame | undefined
  last: RawFrame | undefined
}

/** Position of the code that calls this, for a {@link CodeRange}: a module reads one at its top and one at its end. */
export function readPosition(): RawFrame | undefined {
  return captureStack(readPosition)[0]
}

/** Whether a frame runs in the range. */
export function isWithin({ first, last }: CodeRange, frame: RawFrame): boolean {
  if (!first || !last || frame.file !== first.file) return false
  return comparePositions(first, frame) <= 0 && comparePositions(frame, last) <= 0
}

function comparePositions(a: RawFrame, b: RawFrame): number {
  return a.line - b.line || a.column - b.column
}

/** Whether a frame is of Node's own code. */
export function isNodeFrame(frame: RawFrame | undefined): boolean {
  return frame?.file?.startsWith('node:') ?? false
}
