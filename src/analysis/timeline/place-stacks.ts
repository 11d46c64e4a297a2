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
import type { ProfileFacts } from './profile.js'
import type { Segment } from './segment.js'

/** Takes stacks from samples that were taken in the same functions: of a profile's frames only the functions are known. */
export function placeBySameStack(segments: Segment[], facts: ProfileFacts): Segment[] {
  return mapUnplaced(segments, facts, (profiled, samples) => {
    const sample = samples.find(other => isSameStack(other, profiled) && !isAtEntry(other, profiled))
    return sample && { sample, place: 'seen' }
  })
}

/** Takes stacks from safepoints that saw the native from outside in which the profile was. */
export function placeByNativeAround(segments: Segment[], facts: ProfileFacts): Segment[] {
  return mapUnplaced(segments, facts, (profiled, samples) => {
    const sample = samples.find(other => isAround(other, profiled))
    return sample && { sample, place: 'seen' }
  })
}

/** Takes stacks from samples with more on top: the profile does not show what the compiler has put into a function. */
export function placeByInlined(segments: Segment[], facts: ProfileFacts): Segment[] {
  return mapUnplaced(segments, facts, (profiled, samples) => {
    const sample = profiled.top.file === null ? undefined : findInlined(profiled, samples)
    return sample && { sample, place: 'deduced' }
  })
}

/** Takes stacks from interrupts that came as the function was entered. */
export function placeByEntry(segments: Segment[], facts: ProfileFacts): Segment[] {
  return mapUnplaced(segments, facts, (profiled, samples) => {
    const sample = samples.find(other => isSameStack(other, profiled))
    return sample && { sample, place: 'deduced' }
  })
}

/** A sample that fits a stack of the profile. */
interface Fit {
  sample: Segment
  place: Segment['place']
}

function mapUnplaced(
  segments: Segment[],
  { sampled }: ProfileFacts,
  find: (profiled: ProfiledStack, samples: Segment[]) => Fit | undefined,
): Segment[] {
  return segments.map(segment => {
    const { profiled = [], stack, startMs, endMs, raw } = segment
    const [top] = segment.place === 'none' ? profiled : []
    const fit = top && find({ top, chain: listChain(stack) }, sortByNearness(sampled, segment))
    if (!fit) return segment
    const kept = { startMs, endMs, profiled, ...(raw ? { raw } : {}) }
    return { ...fit.sample, ...kept, place: fit.place, state: 'running', refusedMs: 0 }
  })
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

/**
 * Gives the frames of a profile the places that samples saw in the same functions, and the async frames below them; else a line that calls
 * what the function had called.
 */
export function placeByCalledLines(segments: Segment[], facts: ProfileFacts): Segment[] {
  const ranLines = findRanLines(segments)
  return segments.map(segment => {
    if (segment.place !== 'none' || segment.stack.length === 0) return segment
    return placeFrames(segment, sortByNearness(facts.sampled, segment), facts.readLine, ranLines)
  })
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
