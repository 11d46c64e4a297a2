import { isAbsolute } from 'node:path'
import type { Evidence } from '../../model/evidence.js'
import type { Place, RawFrame } from '../../model/frame.js'
import { isRunAsWritten } from '../../model/project-path.js'
import { findPackage, placeEval, toPath } from './frame.js'
import type { ReadSource } from './source-lines.js'

/** Says where the code of a frame comes from, by a source map; the frame's file is an absolute path. */
export type FindOriginal = (frame: RawFrame) => (Place & { function?: string }) | undefined

/** Options of {@link locateFrames}. */
export interface LocateOptions {
  readSource?: ReadSource
  /** @default no source maps */
  findOriginal?: FindOriginal
}

/**
 * Puts every frame where its source is: as the one who transformed the code has said, or as the source map of its file says. A frame in
 * transformed code that neither knows is marked. Code of packages and of Node stays as it is.
 */
export function locateFrames(evidence: Evidence, options: LocateOptions): Evidence {
  const originals = new Map(evidence.originals?.map(({ running, original }) => [formatKey(running), original]))
  const located = new Map<string, RawFrame>()
  const locate = (frame: RawFrame): RawFrame => {
    const key = `${formatKey(frame)}\t${frame.functionLine}:${frame.functionColumn}\t${frame.function}\t${frame.async}`
    const known = located.get(key) ?? locateFunction(placeEval(frame), raw => locateFrame(raw, originals, options))
    located.set(key, known)
    return known
  }
  const samples = evidence.samples.map(sample => ({ ...sample, stack: sample.stack.map(locate) }))
  return { ...evidence, samples, ...locateProfile(evidence, locate) }
}

// Of code that a tool has made in memory the samples stand, if there are any, where the tool was not asked for what the profile saw.
function locateProfile(
  { profile, samples, originals }: Evidence,
  locate: (frame: RawFrame) => RawFrame,
): Pick<Evidence, 'profile'> {
  if (profile === undefined) return {}
  const toolFiles = new Set(originals?.map(({ running }) => toPath(running.file)))
  const answered = new Set(originals?.map(({ running }) => formatKey(running)))
  const stacks = new Map<RawFrame[], RawFrame[]>()
  const locateStack = (stack: RawFrame[]): RawFrame[] => {
    const isHidden =
      samples.length > 0 && stack.some(frame => isToolMade(frame, toolFiles) && !isAnswered(frame, answered))
    return isHidden ? [] : stack.map(locate)
  }
  return {
    profile: profile.map(part => {
      const stack = stacks.get(part.stack) ?? locateStack(part.stack)
      stacks.set(part.stack, stack)
      return { ...part, stack }
    }),
  }
}

function isAnswered({ file, functionLine = 0, functionColumn = 0 }: RawFrame, answered: ReadonlySet<string>): boolean {
  return answered.has(formatKey({ file, line: functionLine, column: functionColumn }))
}

function isToolMade({ file }: RawFrame, toolFiles: ReadonlySet<string>): boolean {
  const path = toPath(file)
  if (!isAbsolute(path) || findPackage(path) !== undefined) return false
  return toolFiles.has(path) || !isRunAsWritten(path)
}

// Of a frame in a CPU profile the function is known, and of the one on top the line: one that the map puts outside of the function says
// nothing, as where the whole bundle is one line.
function locateFunction(raw: RawFrame, locate: (raw: RawFrame) => RawFrame): RawFrame {
  const { functionLine = 0, functionColumn = 0, ...rest } = raw
  if (raw.column > 0 || functionColumn === 0) return locate(raw)
  const start = locate({ ...raw, line: functionLine, column: functionColumn })
  if (start.transformed) return { ...raw, transformed: true }
  if (start.line === functionLine && start.column === functionColumn) return raw
  const at = raw.line > functionLine ? locate(rest) : undefined
  const isInside = at !== undefined && at.file === start.file && at.line >= start.line && !at.transformed
  return {
    ...start,
    line: isInside ? at.line : 0,
    column: 0,
    functionLine: start.line,
    functionColumn: start.column,
  }
}

function locateFrame(raw: RawFrame, originals: Map<string, Place>, options: LocateOptions): RawFrame {
  const original = originals.get(formatKey(raw))
  const { file, line, column } = original ?? raw
  const path = toPath(file)
  if (!isAbsolute(path) || findPackage(path) !== undefined) return original ? { ...raw, ...original } : raw
  const frame = { ...raw, file: path, line, column }
  const source = isRunAsWritten(path) ? options.findOriginal?.(frame) : undefined
  if (source) return { ...frame, ...source }
  const isOriginal = original !== undefined || isRunAsWritten(path)
  return isOriginal && isPositionOf(frame, options.readSource?.(path)) ? frame : { ...frame, transformed: true }
}

function formatKey({ file, line, column }: Pick<RawFrame, 'file' | 'line' | 'column'>): string {
  return `${file}:${line}:${column}`
}

/** Whether a position can be one of V8's in a text: it exists and is not in the middle of a word. `true` without a text. */
function isPositionOf({ line, column }: Pick<Place, 'line' | 'column'>, text: string | undefined): boolean {
  if (text === undefined || line <= 0) return true
  const start = findLineStart(text, line)
  if (start === undefined) return hasOddBreaks(text)
  const end = text.indexOf('\n', start)
  const offset = start + column - 1
  const isOnLine = column <= 0 || offset <= (end < 0 ? text.length : end)
  if (isOnLine && (column <= 1 || !/[\w$]{2}/.test(text.slice(offset - 1, offset + 1)))) return true
  return hasOddBreaks(text)
}

function findLineStart(text: string, line: number): number | undefined {
  let start = 0
  for (let left = line - 1; left > 0; left -= 1) {
    start = text.indexOf('\n', start) + 1
    if (start === 0) return undefined
  }
  return start
}

// V8 counts these as line breaks, too.
function hasOddBreaks(text: string): boolean {
  return /[\u2028\u2029]|\r(?!\n)/.test(text)
}
