import { type Evidence, isSystemCall, type RawSample, SERVICE_MS } from '../../model/evidence.js'
import { measureSharedMs } from '../../model/interval.js'
import type { Correction } from './correction.js'
import type { Segment } from './segment.js'

/** Disbelieves natives that kept no interrupt waiting, and takes them off the stack unless they are system calls: short ones of these add up. */
export const shortNatives: Correction<Segment[]> = {
  name: 'short-natives',
  why: 'A safepoint takes a sample whenever its native returns, however short that was.',
  apply: (segments, { evidence }) =>
    mapSampled(segments, evidence, (segment, raw, previousAtMs) => {
      if (raw.native === undefined || isNativeProven(raw, previousAtMs, evidence)) return segment
      const { native: _, ...rest } = segment
      const isSummedUp = isSystemCall(raw.native) && measureUnaskedMs(previousAtMs, raw) === 0
      return isSummedUp ? rest : { ...rest, stack: segment.stack.slice(1) }
    }),
}

// A native that returns sooner after the post than JavaScript serves an interrupt may have been short.
function isNativeProven(
  { source, atMs, postedAtMs, native }: RawSample,
  previousAtMs: number,
  { gc }: Evidence,
): boolean {
  if (source !== 'safepoint' || postedAtMs === undefined) return true
  const asked = { startMs: Math.max(postedAtMs, previousAtMs), endMs: atMs }
  const collectedMs = native === 'gc' ? 0 : measureSharedMs(asked, gc?.pauses)
  return postedAtMs >= previousAtMs && atMs - postedAtMs - collectedMs > SERVICE_MS
}

/** Marks the segments that took no interrupt for long. */
export const refusals: Correction<Segment[]> = {
  name: 'refusals',
  why: 'An interrupt waits for the end of native code, and shows what runs next.',
  apply(segments, { evidence }) {
    const limitMs = findServiceLimitMs(evidence)
    return mapSampled(segments, evidence, (segment, { source, atMs, postedAtMs }, previousAtMs) => {
      if (postedAtMs === undefined || source !== 'interrupt') return segment
      const asked = { startMs: Math.max(postedAtMs, previousAtMs), endMs: atMs }
      const refusedMs = atMs - asked.startMs - measureSharedMs(asked, evidence.watchdogGap?.spans)
      return refusedMs > limitMs ? { ...segment, state: 'uninterruptible', refusedMs } : segment
    })
  },
}

// An interrupt is served within a millisecond in JavaScript; on a busy machine a time slice may pass. When most of them are late by some
// milliseconds, they waited for natives that long.
const SERVICE_LIMIT_MS = 5
const FEWEST_LATE = 5

function findServiceLimitMs({ samples }: Evidence): number {
  const interrupts = samples.filter(({ source }) => source === 'interrupt')
  const late = interrupts.filter(({ atMs, postedAtMs = atMs }) => atMs - postedAtMs > SERVICE_MS)
  return late.length >= FEWEST_LATE && late.length * 2 > interrupts.length ? SERVICE_MS : SERVICE_LIMIT_MS
}

/** Marks the segments in which garbage collection is why no interrupt was taken. */
export const collections: Correction<Segment[]> = {
  name: 'collections',
  why: 'An interrupt waits for the end of a garbage collection, too: no native call, and the code around it made the garbage.',
  apply: (segments, { evidence }) =>
    mapSampled(segments, evidence, (segment, { atMs, postedAtMs = 0 }, previousAtMs) => {
      if (segment.state !== 'uninterruptible') return segment
      const asked = { startMs: Math.max(postedAtMs, previousAtMs), endMs: atMs }
      const isExplained = segment.refusedMs - measureSharedMs(asked, evidence.gc?.pauses) <= SERVICE_LIMIT_MS
      return isExplained ? { ...segment, state: 'collecting' } : segment
    }),
}

/** Gives each half of a time in which nobody asked to the sample that is nearer, unless one of them came by itself. */
export const unaskedTime: Correction<Segment[]> = {
  name: 'unasked-time',
  why: 'A watchdog without a core asks late: of the time before, the last sample knows as much as the next one.',
  apply(segments, { evidence: { startMs, endMs } }) {
    let fromMs = startMs
    return segments.map((segment, index) => {
      const next = segments[index + 1]?.raw
      const { raw } = segment
      if (!raw || !next) return { ...segment, startMs: fromMs }
      const untilMs = raw.atMs + findOwnUnaskedMs(raw, segments[index - 1]?.raw?.atMs ?? startMs, next)
      const shared = { ...segment, startMs: fromMs, endMs: Math.min(Math.max(untilMs, fromMs), endMs) }
      fromMs = shared.endMs
      return shared
    })
  },
}

function findOwnUnaskedMs(raw: RawSample, previousAtMs: number, next: RawSample): number {
  if (isUnasked(raw.atMs, next)) return measureUnaskedMs(raw.atMs, next)
  return isUnasked(previousAtMs, raw) ? 0 : measureUnaskedMs(raw.atMs, next) / 2
}

/** How long nobody asked for a sample since a moment, in ms; 0 when that is as usual. */
export function measureUnaskedMs(sinceMs: number, next: RawSample): number {
  const askedMs = isUnasked(sinceMs, next) ? next.atMs : (next.postedAtMs ?? next.atMs)
  return askedMs - sinceMs > SHORTEST_UNSEEN_MS ? askedMs - sinceMs : 0
}

// The flag that safepoints look at stays up when an interrupt has been served: the next one to return then takes a sample that nobody asked for.
function isUnasked(previousAtMs: number, { source, atMs, postedAtMs = atMs }: RawSample): boolean {
  return source === 'safepoint' && postedAtMs < previousAtMs
}

/** Samples are 10 ms apart, and further later on. */
export const SHORTEST_UNSEEN_MS = 30

function mapSampled(
  segments: Segment[],
  { startMs }: Evidence,
  correct: (segment: Segment, raw: RawSample, previousAtMs: number) => Segment,
): Segment[] {
  return segments.map((segment, index) => {
    return segment.raw ? correct(segment, segment.raw, segments[index - 1]?.raw?.atMs ?? startMs) : segment
  })
}
