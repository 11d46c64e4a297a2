import { WRAPPED_NATIVE } from '../../model/evidence.js'
import type { Frame, RawFrame } from '../../model/frame.js'
import { isUserFrame } from '../causes/module-load.js'
import type { Segment } from './segment.js'

/** The JavaScript of a stack, outermost first. */
export function listChain(stack: Frame[]): Frame[] {
  const known = chains.get(stack)
  if (known) return known
  const chain = stack.filter(frame => !frame.async && !frame.native).reverse()
  chains.set(stack, chain)
  return chain
}

// Each stack of a sample is compared with each of the profile.
const chains = new WeakMap<Frame[], Frame[]>()

/** Whether a stack has this JavaScript, and maybe more on top of it. */
export function hasChain(stack: Frame[], chain: Frame[]): boolean {
  return countCommon(chain, listChain(stack)) === chain.length
}

/** How many functions two chains have in common, from the outermost. */
export function countCommon(profiled: Frame[], sampled: Frame[]): number {
  const first = profiled.findIndex((frame, index) => !isSameFunction(frame, sampled[index]))
  return first < 0 ? profiled.length : first
}

// V8 gives a function without a name one by the place it was assigned to, in profiles more often than in stacks.
function isSameFunction(a: Frame, b: Frame | undefined): boolean {
  if (b === undefined || a.file !== b.file) return false
  return a.function === b.function || a.function === ANONYMOUS || b.function === ANONYMOUS
}

const ANONYMOUS = '<anonymous>'

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

/** A stack of a profile. */
export interface ProfiledStack {
  /** As the profile has it. */
  top: RawFrame
  chain: Frame[]
}

/** Whether the sample was taken where the profile was: the same functions of JavaScript called each other, and the same native is on top. */
export function isSameStack(sample: Segment, { top, chain }: ProfiledStack): boolean {
  if (!isEqualChain(listChain(sample.stack), chain)) return false
  return top.file === null ? agreesOnNative(sample, top) : isTimely(sample) || isOnNative(sample, top)
}

// A safepoint's own sample tells which native it was; an interrupt is never served inside one.
function agreesOnNative({ native, stack: [innermost] }: Segment, top: RawFrame): boolean {
  if (native === undefined) return top.function?.startsWith('RegExp: ') === true && innermost?.native === true
  return isStandIn(top) || findOwnName(native) === top.function
}

/** Whether a frame of a profile is that of a safepoint, which stands in for a native. */
export function isStandIn(frame: RawFrame): boolean {
  return frame.file === null && frame.function === WRAPPED_NATIVE
}

function findOwnName(native: string): string | undefined {
  return native.split(/[.#]/).at(-1)
}

// What a safepoint saw has returned, unless it may have been short and the sample is of its caller.
function isTimely({ seenBy, state, stack: [innermost] }: Segment): boolean {
  return state === 'running' && innermost !== undefined && !(seenBy === 'safepoint' && innermost.native)
}

// The compiler may have put the stand-in for a native into the function that calls it, so that the profile does not show it.
function isOnNative({ stack: [innermost, caller] }: Segment, top: RawFrame): boolean {
  return innermost?.native === true && (top.line === 0 || caller?.line === top.line)
}

/** Whether an interrupt came as the function was entered: it knows no more of what was put into it than the profile does. */
export function isAtEntry({ stack }: Segment, { top }: ProfiledStack): boolean {
  const { line, column } = listChain(stack).at(-1) ?? {}
  return top.file !== null && line === top.functionLine && column === top.functionColumn
}

/** Whether a safepoint saw from outside the native within which the profile was: it is part JavaScript of Node's own. */
export function isAround({ native, stack }: Segment, { chain }: ProfiledStack): boolean {
  if (native === undefined) return false
  const depth = chain.findLastIndex(isUserFrame) + 1
  const called = chain[depth]
  const isCalled = called?.file.startsWith('node:') && called.function === findOwnName(native)
  return isCalled === true && isEqualChain(listChain(stack), chain.slice(0, depth))
}

/** Finds a sample that was taken in what the profile's line calls. */
export function findInlined({ top, chain }: ProfiledStack, samples: readonly Segment[]): Segment | undefined {
  const longer = samples.filter(({ stack }) => {
    const sampled = listChain(stack)
    const isSameLine = top.line === 0 || sampled[chain.length - 1]?.line === top.line
    return isSameLine && countCommon(chain, sampled) === chain.length
  })
  return longer.find(isTimely) ?? (top.line === 0 ? longer[0] : undefined)
}
