import { WRAPPED_NATIVE } from '../../model/evidence.js'
import type { Frame, RawFrame } from '../../model/frame.js'
import { isUserFrame } from '../causes/module-load.js'
import { judgeFrame } from '../frames/frame.js'
import type { ReadLine } from '../frames/source-lines.js'
import type { WeighedSample } from './segments.js'

/** A sample that fits a stack of the profile, and whether that is certain. */
export interface FittingSample {
  sample: WeighedSample
  isCertain: boolean
}

/**
 * The sample that was taken where the profile was: the same functions of JavaScript called each other. `candidates` come best first. An
 * interrupt that came late saw what ran after the native code, so that it fits nothing.
 */
export function findFittingSample(
  stack: RawFrame[],
  candidates: WeighedSample[],
  ownDirectory?: string,
): FittingSample | undefined {
  const [top] = stack
  if (top === undefined) return undefined
  const chain = listChain(stack.map(frame => judgeFrame(frame, ownDirectory)))
  const equal = candidates.filter(sample => isEqualChain(listChain(sample.stack), chain))
  const fitting = equal.filter(sample =>
    top.file === null ? agreesOnNative(sample, top) : isTimely(sample) || isOnNative(sample, top),
  )
  const within = fitting.find(sample => !isAtEntry(sample, top))
  if (within) return { sample: within, isCertain: true }
  const [entering] = fitting
  if (entering) return (top.line === 0 && findInlined(top, chain, candidates)) || { sample: entering, isCertain: false }
  const around = candidates.find(sample => isAround(sample, chain))
  if (around) return { sample: around, isCertain: true }
  return top.file === null ? undefined : findInlined(top, chain, candidates)
}

// A native that is part JavaScript of Node's own: a safepoint saw it from outside, the profile shows what is within.
function isAround({ raw, stack, isProven }: WeighedSample, chain: Frame[]): boolean {
  if (raw.native === undefined || !isProven) return false
  const depth = chain.findLastIndex(isUserFrame) + 1
  const called = chain[depth]
  const isCalled = called?.file.startsWith('node:') && called.function === findOwnName(raw.native)
  return isCalled === true && isEqualChain(listChain(stack), chain.slice(0, depth))
}

// V8 often does not know what it has put into the function on top, and gives the line of the call, or none. A sample that was taken in what
// that line calls tells.
function findInlined(top: RawFrame, chain: Frame[], candidates: WeighedSample[]): FittingSample | undefined {
  const longer = candidates.filter(sample => {
    const other = listChain(sample.stack)
    const isSameLine = top.line === 0 || other[chain.length - 1]?.line === top.line
    return isSameLine && countCommon(chain, other) === chain.length
  })
  const sample = longer.find(isTimely) ?? (top.line === 0 ? longer[0] : undefined)
  return sample && { sample, isCertain: false }
}

// An interrupt that came as the function was entered knows no more of what was put into it than the profile does.
function isAtEntry({ stack }: WeighedSample, top: RawFrame): boolean {
  const { line, column } = listChain(stack).at(-1) ?? {}
  return top.file !== null && line === top.functionLine && column === top.functionColumn
}

// A safepoint's own sample tells which native it was; an interrupt is never served inside one.
function agreesOnNative({ raw, stack: [innermost], isProven }: WeighedSample, top: RawFrame): boolean {
  if (raw.native === undefined) return top.function?.startsWith('RegExp: ') === true && innermost?.native === true
  return isProven && (top.function === WRAPPED_NATIVE || findOwnName(raw.native) === top.function)
}

function findOwnName(native: string): string | undefined {
  return native.split(/[.#]/).at(-1)
}

// The compiler may have put the stand-in for a native into the function that calls it, so that the profile does not show it.
function isOnNative({ stack: [innermost, caller] }: WeighedSample, top: RawFrame): boolean {
  return innermost?.native === true && (top.line === 0 || caller?.line === top.line)
}

// What a safepoint saw has returned, unless it may have been short and the sample is of its caller.
function isTimely({ raw, skidMs, stack: [innermost] }: WeighedSample): boolean {
  return skidMs === 0 && innermost !== undefined && !(raw.source === 'safepoint' && innermost.native)
}

/** A stack of a profile with the places that samples know, and whether the place of the frame to change is certain. */
export interface PlacedStack {
  stack: Frame[]
  isPlaced: boolean
}

/** Options of {@link placeProfileStack}. */
export interface PlaceOptions {
  readLine: ReadLine
  ownDirectory?: string | undefined
  /** Lines of functions that the profile saw running themselves. */
  ranLines: RanLines
}

/** By function. */
type RanLines = ReadonlyMap<string, ReadonlySet<number>>

/** Finds on which lines functions were on top of the stacks of a profile. */
export function findRanLines(stacks: RawFrame[][]): RanLines {
  const found = new Map<string, Set<number>>()
  for (const [top] of stacks) {
    if (top === undefined || top.line === 0) continue
    const key = keyOfFunction(top)
    found.set(key, (found.get(key) ?? new Set()).add(top.line))
  }
  return found
}

function keyOfFunction({ file, functionLine, functionColumn }: RawFrame): string {
  return `${file}:${functionLine}:${functionColumn}`
}

/**
 * Gives the frames of a profile, of which only the functions are known, the places that samples saw in the same functions, and the async
 * frames below them.
 */
export function placeProfileStack(
  rawStack: RawFrame[],
  candidates: WeighedSample[],
  { readLine, ownDirectory, ranLines }: PlaceOptions,
): PlacedStack {
  const frames = rawStack.flatMap(raw => (raw.function === WRAPPED_NATIVE && raw.file === null ? [] : [raw]))
  const judged = frames.map(raw => judgeFrame(raw, ownDirectory))
  const chain = listChain(judged)
  const known = candidates.map(sample => {
    const other = listChain(sample.stack)
    return { sample, other, depth: countCommon(chain, other) }
  })
  let isPlaced = true
  const culprit = judged.find(frame => isUserFrame(frame))
  const stack = judged.map((frame, index) => {
    const raw = frames[index]
    if (frame.native || raw === undefined || raw.line > 0) return frame
    const at = chain.indexOf(frame)
    // Frames are counted from the outermost: with one more in common the call is the same, too.
    const isSameCall = known.find(({ depth }) => depth > at + 1)
    if (isSameCall) return takePlace(frame, isSameCall.other[at])
    const callee = judged[index - 1]
    const near = known.find(({ depth }) => depth > at)?.other[at]
    const isCall = (line: number) => callee !== undefined && calls(readLine({ ...frame, line }), callee)
    if (near && isCall(near.line)) return takePlace(frame, near)
    if (frame === culprit) isPlaced = false
    const ran = [...(ranLines.get(keyOfFunction(raw)) ?? [])]
    return deducePlace(frame, { isCall, near, ranLines: ran, functionLine: raw.functionLine ?? 0 })
  })
  const [deepest] = known.filter(({ depth }) => depth > 0).sort((a, b) => b.depth - a.depth)
  return { stack: [...stack, ...(deepest?.sample.stack.filter(frame => frame.async) ?? [])], isPlaced }
}

/** Whether a stack has this JavaScript, and maybe more on top of it. */
export function hasChain(stack: Frame[], chain: Frame[]): boolean {
  return countCommon(chain, listChain(stack)) === chain.length
}

/** The JavaScript of a stack, outermost first. */
export function listChain(stack: Frame[]): Frame[] {
  return stack.filter(frame => !frame.async && !frame.native).reverse()
}

function isEqualChain(sampled: Frame[], profiled: Frame[]): boolean {
  if (Math.min(sampled.length, profiled.length) >= DEEP) return isEqualOnTop(sampled, profiled)
  return sampled.length === profiled.length && countCommon(profiled, sampled) === profiled.length
}

// Of a deep recursion neither has all frames, but both have those on top.
function isEqualOnTop(sampled: Frame[], profiled: Frame[]): boolean {
  return countCommon(profiled.slice(-DEEP), sampled.slice(-DEEP)) === DEEP
}

/** Of deeper stacks samples have the innermost 96 frames, some of them native. */
const DEEP = 80

function countCommon(profiled: Frame[], sampled: Frame[]): number {
  const first = profiled.findIndex((frame, index) => !isSameFunction(frame, sampled[index]))
  return first < 0 ? profiled.length : first
}

// V8 gives a function without a name one by the place it was assigned to, in profiles more often than in stacks.
function isSameFunction(a: Frame, b: Frame | undefined): boolean {
  if (b === undefined || a.file !== b.file) return false
  return a.function === b.function || a.function === ANONYMOUS || b.function === ANONYMOUS
}

const ANONYMOUS = '<anonymous>'

function takePlace(frame: Frame, { line, column } = frame): Frame {
  return { ...frame, line, column }
}

/** What is known of where a function stood. */
interface Hints {
  /** Whether a line calls what the function had called. */
  isCall: (line: number) => boolean
  /** The same function in a sample, in another call. */
  near: Frame | undefined
  /** Lines of the function that were seen running. */
  ranLines: number[]
  functionLine: number
}

function deducePlace(frame: Frame, { isCall, near, ranLines, functionLine }: Hints): Frame {
  // Of several lines that call it, one where the function spends time as well.
  const ranLine = ranLines.find(isCall)
  if (ranLine !== undefined) return { ...frame, line: ranLine, column: 0 }
  for (let line = functionLine; line < functionLine + SEARCHED_LINES; line += 1) {
    if (isCall(line)) return { ...frame, line, column: 0 }
  }
  return near ? takePlace(frame, near) : { ...frame, line: functionLine, column: 0 }
}

/** Longer functions are not searched to their end: the next one's calls must not be taken for theirs. */
const SEARCHED_LINES = 100

function calls(text: string | undefined, callee: Frame): boolean {
  const name = callee.function.split(/[.# ]/).at(-1) ?? ''
  return name !== '' && text !== undefined && text.includes(`${name}(`)
}
