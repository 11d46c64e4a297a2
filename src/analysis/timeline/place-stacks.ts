import type { Frame, RawFrame } from '../../model/frame.js'
import type { Interval } from '../../model/interval.js'
import { isUserFrame } from '../causes/module-load.js'
import type { ReadLine } from '../frames/source-lines.js'
import {
  countCommon,
  findInlined,
  isAround,
  isAtEntry,
  isSameStack,
  isStandIn,
  listChain,
  type ProfiledStack,
} from './match-stacks.js'
import type { ProfileCorrection } from './profile.js'
import type { Segment } from './segment.js'

/** Takes the stack of a sample with the same functions. */
export const sameStack: ProfileCorrection = createMatch({
  name: 'same-stack',
  why: 'A profile knows functions; a sample in the same functions knows their lines, natives and callers.',
  place: 'seen',
  find: (profiled, samples) => samples.find(sample => isSameStack(sample, profiled) && !isAtEntry(sample, profiled)),
})

/** Takes the stack of a safepoint. */
export const nativeAround: ProfileCorrection = createMatch({
  name: 'native-around',
  why: 'A native that is part JavaScript of Node is seen from outside by its safepoint, and from within by the profile.',
  place: 'seen',
  find: (profiled, samples) => samples.find(sample => isAround(sample, profiled)),
})

/** Takes the stack of a sample with more on top. */
export const inlined: ProfileCorrection = createMatch({
  name: 'inlined',
  why: 'A profile often does not show what the compiler has put into the function on top; a sample in that does.',
  place: 'deduced',
  find: (profiled, samples) => (profiled.top.file === null ? undefined : findInlined(profiled, samples)),
})

/** Takes the stack of an interrupt that came as the function was entered. */
export const entered: ProfileCorrection = createMatch({
  name: 'entered',
  why: 'Most interrupts are served as a function is entered: they know the function, and not where in it the time went.',
  place: 'deduced',
  find: (profiled, samples) => samples.find(sample => isSameStack(sample, profiled)),
})

interface Match {
  name: string
  why: string
  place: Segment['place']
  /** @param samples the nearest first */
  find(profiled: ProfiledStack, samples: readonly Segment[]): Segment | undefined
}

/** A correction that takes stacks from samples which fit the profile's. */
function createMatch({ name, why, place, find }: Match): ProfileCorrection {
  const placeSegment = (segment: Segment, sampled: readonly Segment[]): Segment => {
    const { profiled = [], stack, startMs, endMs, raw } = segment
    const [top] = segment.place === 'none' ? profiled : []
    const sample = top && find({ top, chain: listChain(stack) }, sortByNearness(sampled, segment))
    if (!sample) return segment
    const kept = { startMs, endMs, profiled, ...(raw ? { raw } : {}) }
    return { ...sample, ...kept, place, state: 'running', refusedMs: 0 }
  }
  return { name, why, apply: (segments, { sampled }) => segments.map(segment => placeSegment(segment, sampled)) }
}

/** Its own sample first. */
function sortByNearness(sampled: readonly Segment[], segment: Segment): Segment[] {
  return sampled
    .flatMap(sample => {
      const { raw } = sample
      return raw ? [{ sample, gapMs: raw === segment.raw ? -1 : measureGapMs(raw.atMs, segment) }] : []
    })
    .sort((a, b) => a.gapMs - b.gapMs)
    .map(({ sample }) => sample)
}

function measureGapMs(atMs: number, { startMs, endMs }: Interval): number {
  return Math.max(0, startMs - atMs, atMs - endMs)
}

/** Gives frames the places that samples saw in the same functions, and the async frames below them; else a line that calls what was called. */
export const calledLines: ProfileCorrection = {
  name: 'called-lines',
  why: 'A profile knows no lines of the functions that have called others.',
  apply(segments, { sampled, readLine }) {
    const ranLines = findRanLines(segments)
    return segments.map(segment => {
      if (segment.place !== 'none' || segment.stack.length === 0) return segment
      return placeFrames(segment, sortByNearness(sampled, segment), readLine, ranLines)
    })
  },
}

/** Lines of functions that the profile saw running themselves, by function. */
type RanLines = ReadonlyMap<string, ReadonlySet<number>>

function findRanLines(segments: Segment[]): RanLines {
  const found = new Map<string, Set<number>>()
  for (const { profiled: [top] = [] } of segments) {
    if (top === undefined || top.line === 0) continue
    const key = formatFunctionKey(top)
    found.set(key, (found.get(key) ?? new Set()).add(top.line))
  }
  return found
}

function formatFunctionKey({ file, functionLine, functionColumn }: RawFrame): string {
  return `${file}:${functionLine}:${functionColumn}`
}

function placeFrames(segment: Segment, samples: Segment[], readLine: ReadLine, ranLines: RanLines): Segment {
  const { stack, profiled = [] } = segment
  const frames = profiled.filter(frame => !isStandIn(frame))
  const chain = listChain(stack)
  const known = samples.map(({ stack }) => ({
    stack,
    chain: listChain(stack),
    depth: countCommon(chain, listChain(stack)),
  }))
  const culprit = stack.find(isUserFrame)
  let isDeduced = false
  const placed = stack.map((frame, index) => {
    const raw = frames[index]
    if (frame.native || raw === undefined || raw.line > 0) return frame
    const at = chain.indexOf(frame)
    // Frames are counted from the outermost: with one more in common the call is the same, too.
    const sameCall = known.find(({ depth }) => depth > at + 1)
    if (sameCall) return takePlace(frame, sameCall.chain[at])
    const isCall = createIsCall(frame, stack[index - 1], readLine)
    const near = known.find(({ depth }) => depth > at)?.chain[at]
    if (near && isCall(near.line)) return takePlace(frame, near)
    if (frame === culprit) isDeduced = true
    return deducePlace(frame, raw, { isCall, near, ranLines })
  })
  const [deepest] = known.filter(({ depth }) => depth > 0).sort((a, b) => b.depth - a.depth)
  const waiting = deepest?.stack.filter(frame => frame.async) ?? []
  return { ...segment, stack: [...placed, ...waiting], place: isDeduced ? 'deduced' : 'seen' }
}

function takePlace(frame: Frame, { line, column } = frame): Frame {
  return { ...frame, line, column }
}

/** What is known of where a function stood. */
interface Hints {
  /** Whether a line calls what the function had called. */
  isCall: (line: number) => boolean
  /** The same function in a sample, in another call. */
  near: Frame | undefined
  ranLines: RanLines
}

function deducePlace(frame: Frame, raw: RawFrame, { isCall, near, ranLines }: Hints): Frame {
  const { functionLine = 0 } = raw
  // Of several lines that call it, one where the function spends time as well.
  const ranLine = [...(ranLines.get(formatFunctionKey(raw)) ?? [])].find(isCall)
  if (ranLine !== undefined) return { ...frame, line: ranLine, column: 0 }
  for (let line = functionLine; line < functionLine + SEARCHED_LINES; line += 1) {
    if (isCall(line)) return { ...frame, line, column: 0 }
  }
  return near ? takePlace(frame, near) : { ...frame, line: functionLine, column: 0 }
}

/** Longer functions are not searched to their end: the next one's calls must not be taken for theirs. */
const SEARCHED_LINES = 100

function createIsCall(frame: Frame, callee: Frame | undefined, readLine: ReadLine): (line: number) => boolean {
  const name = callee?.function.split(/[.# ]/).at(-1) ?? ''
  return line => name !== '' && readLine({ ...frame, line })?.includes(`${name}(`) === true
}
