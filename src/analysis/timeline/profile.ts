import { SERVICE_MS } from '../../model/evidence.js'
import type { RawFrame } from '../../model/frame.js'
import { cutAt, findAt, type Interval, measureMs } from '../../model/interval.js'
import { judgeFrame } from '../frames/frame.js'
import { dropForeignLine } from '../frames/source-lines.js'
import type { Correction, Facts } from './correction.js'
import { hasChain, isStandIn, listChain } from './match-stacks.js'
import type { Segment } from './segment.js'

/** Facts about a block of which there is a profile. */
interface ProfileFacts extends Facts {
  /** One segment for each sample. */
  sampled: readonly Segment[]
}

/** A correction of what a profile seems to say. */
export type ProfileCorrection = Correction<Segment[], ProfileFacts>

/**
 * Cuts segments where the profile changes its stack: a profile saw all of the block, and what is uninterruptible too. Their stacks are
 * those of the profile, which have no places yet.
 */
export function cutByProfile(
  sampled: readonly Segment[],
  { evidence: { profile = [] }, ownDirectory }: Facts,
): Segment[] {
  const segments = cutAt(sampled, profile).filter(segment => measureMs(segment) > 0)
  return segments.map(({ native: _, ...segment }) => {
    const part = findAt(profile, segment.startMs)
    const profiled = part?.stack ?? []
    const isMostlyGc = part !== undefined && part.gcMs * 2 > measureMs(part)
    const state = isMostlyGc ? 'collecting' : segment.state
    return { ...segment, ...judgeProfiled(profiled, ownDirectory), state, seenBy: 'sampler' }
  })
}

function judgeProfiled(profiled: RawFrame[], ownDirectory?: string): Pick<Segment, 'profiled' | 'stack' | 'place'> {
  const frames = profiled.filter(frame => !isStandIn(frame))
  const stack = frames.map(frame => judgeFrame(frame, ownDirectory))
  return { profiled, stack, place: 'none' }
}

/** Takes a segment as its sample knows it. */
export const samplesInNatives: ProfileCorrection = {
  name: 'samples-in-natives',
  why: 'A profile has no stack between callbacks and in code that V8 cannot walk, and a wrong one while garbage is collected in a native.',
  apply: (segments, { sampled }) =>
    segments.map(segment => {
      const { profiled = [], raw, state, startMs, endMs } = segment
      const sample = raw && sampled.find(other => other.raw === raw)
      const isInNative = sample?.native !== undefined && state === 'collecting'
      if (!sample || !(profiled.length === 0 || isInNative)) return segment
      return { ...sample, startMs, endMs, profiled }
    }),
}

/** Takes natives off the top of stacks that interrupts were served beneath, time after time and at once: a native takes none. */
export const lingeringNatives: ProfileCorrection = {
  name: 'lingering-natives',
  why: 'V8 may go on naming the last short native that optimized code has called, long after it returned.',
  apply(segments, { sampled, ownDirectory }) {
    const groups = new Map<string, Segment[]>()
    for (const segment of segments) {
      const { profiled = [] } = segment
      if (!isUninterruptible(profiled[0])) continue
      const key = profiled.map(({ function: name, file, functionLine }) => [name, file, functionLine]).join('\n')
      groups.set(key, [...(groups.get(key) ?? []), segment])
    }
    const doubted = new Set([...groups.values()].filter(group => isLingering(group, sampled, ownDirectory)).flat())
    return segments.map(segment => {
      const profiled = segment.profiled?.slice(1) ?? []
      return doubted.has(segment) ? { ...segment, ...judgeProfiled(profiled, ownDirectory) } : segment
    })
  },
}

// Regular expressions do take interrupts.
function isUninterruptible(top: RawFrame | undefined): boolean {
  return top?.file === null && !isStandIn(top) && top.function?.startsWith('RegExp: ') !== true
}

/** All segments have the same stack. */
function isLingering(segments: Segment[], sampled: readonly Segment[], ownDirectory?: string): boolean {
  const chain = listChain((segments[0]?.profiled ?? []).map(frame => judgeFrame(frame, ownDirectory)))
  if (chain.length === 0) return false
  const waitsMs = sampled.flatMap(({ raw, stack }) => {
    const isBeneath = raw?.source === 'interrupt' && isCovered(raw.atMs, segments) && hasChain(stack, chain)
    return isBeneath ? [raw.atMs - (raw.postedAtMs ?? 0)] : []
  })
  const promptCount = waitsMs.filter(waitMs => waitMs <= SERVICE_MS).length
  return promptCount >= FEWEST_PROMPT && (waitsMs.length - promptCount) * MOST_LATE_RATIO <= promptCount
}

function isCovered(atMs: number, intervals: readonly Interval[]): boolean {
  return intervals.some(({ startMs, endMs }) => atMs > startMs && atMs <= endMs)
}

/** One may have come right after the native. */
const FEWEST_PROMPT = 2

/** Without a core JavaScript serves some of them late, too: one for each so many. */
const MOST_LATE_RATIO = 3

/** Takes lines off the top of stacks that lie outside of their function. */
export const foreignLines: ProfileCorrection = {
  name: 'foreign-lines',
  why: 'V8 counts with lines of a function that the compiler has put into another one.',
  apply: (segments, { readLine, ownDirectory }) =>
    segments.map(segment => {
      if (!segment.profiled) return segment
      const profiled = dropForeignLine(segment.profiled, { readLine, ownDirectory })
      return profiled === segment.profiled ? segment : { ...segment, ...judgeProfiled(profiled, ownDirectory) }
    }),
}
