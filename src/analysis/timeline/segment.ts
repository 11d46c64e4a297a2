import type { Cause, Confidence } from '../../model/block.js'
import type { Evidence, FoldedSample, RawSample, SampleSource } from '../../model/evidence.js'
import type { Frame, RawFrame } from '../../model/frame.js'
import { type Interval, measureMs } from '../../model/interval.js'
import { judgeFrame, OWN_PACKAGE } from '../frames/frame.js'

/** A part of a block in which one stack is known. The segments of a block do not overlap, and add up to its duration. */
export interface Segment extends Interval {
  /**
   * What the thread did: `uninterruptible` and `collecting` when it took no interrupts, the latter for garbage collection; `stalled` when
   * the whole process stood still.
   */
  state: 'running' | 'uninterruptible' | 'collecting' | 'stalled'
  /** Innermost frame first; the native function of a safepoint comes first of all. */
  stack: Frame[]
  /** What has seen the stack; absent where nothing was there to see it. */
  seenBy?: SampleSource
  /** Whether the line of the frame to change was seen or deduced; `none` where only functions are known, or not even these. */
  place: 'seen' | 'deduced' | 'none'
  /** The sample that stands for this part: its callback is that sample's. Several segments may have the same. */
  raw?: RawSample
  /** How long the thread took no interrupts before that sample, in ms; 0 when short. */
  refusedMs: number
  /** Native function that ran for all of it, as its safepoint names it, such as `JSON.parse`. */
  native?: string
  /** The stack of the profile, which knows functions and few places. */
  profiled?: RawFrame[]
  /** The reason given to `ignoreBlocking`, of a part inside it. */
  allowed?: string
}

/** A segment, and what it alone says about the block. */
export interface AttributedSegment extends Segment {
  cause: Cause
  confidence: Confidence
  /** API that blocked, such as `crypto.pbkdf2Sync`. */
  apiName?: string
  /** The frame to change; absent when nobody's code was on the stack. */
  culprit?: Frame
}

/** One segment for each sample, from the one before it; the last one's goes on to the end of the block. */
export function listSegments({ samples, startMs, endMs }: Evidence, ownDirectory?: string): Segment[] {
  if (samples.length === 0) return [{ startMs, endMs, state: 'running', stack: [], place: 'none', refusedMs: 0 }]
  let fromMs = startMs
  return samples.map((raw, index) => {
    const untilMs = index === samples.length - 1 ? endMs : Math.min(Math.max(raw.atMs, fromMs), endMs)
    const stack = judgeStack(raw.stack, ownDirectory)
    const segment: Segment = {
      ...{ startMs: fromMs, endMs: untilMs, state: 'running', seenBy: raw.source, raw, refusedMs: 0 },
      stack: raw.native === undefined ? stack : [nameNative(raw.native), ...stack],
      place: stack.length > 0 ? 'seen' : 'none',
    }
    fromMs = untilMs
    return raw.native === undefined ? segment : { ...segment, native: raw.native }
  })
}

/** Samples in order of time. */
export function sortByTime<T extends { atMs: number }>(samples: readonly T[]): T[] {
  return [...samples].sort((a, b) => a.atMs - b.atMs)
}

// Frames of loophound itself tell nobody anything.
function judgeStack(stack: RawFrame[], ownDirectory?: string): Frame[] {
  return stack.map(frame => judgeFrame(frame, ownDirectory)).filter(frame => frame.package !== OWN_PACKAGE)
}

function nameNative(native: string): Frame {
  return { function: native, file: '', line: 0, column: 0, native: true, ownCode: false }
}

/** Whether anything was there to see what ran in it, and something could run. */
export function isSeen({ seenBy, state }: Segment): boolean {
  return seenBy !== undefined && state !== 'stalled'
}

/** Whether its stack is that of what ran after it: an interrupt had to wait for its end. */
export function isSeenAfterwards({ seenBy, state }: Segment): boolean {
  return seenBy === 'interrupt' && state !== 'running'
}

/** Adds up segments with the same stack and source, heaviest first. Does not depend on their order. */
export function foldSegments(segments: readonly Segment[]): FoldedSample[] {
  const folded = new Map<string, FoldedSample>()
  for (const segment of segments) {
    const { stack, seenBy: source } = segment
    if (source === undefined) continue
    const key = `${source}\n${formatStackKey(stack)}`
    const weightMs = (folded.get(key)?.weightMs ?? 0) + measureMs(segment)
    folded.set(key, { stack, weightMs, source })
  }
  const entries = [...folded].sort(([keyA, a], [keyB, b]) => b.weightMs - a.weightMs || (keyA < keyB ? -1 : 1))
  return entries.map(([, sample]) => sample)
}

function formatStackKey(stack: Frame[]): string {
  return stack.map(f => `${f.async ? 'async ' : ''}${f.function}\t${f.file}:${f.line}:${f.column}`).join('\n')
}
