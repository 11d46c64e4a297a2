import type { Cause, Confidence } from '../../model/block.js'
import {
  type Evidence,
  type FoldedSample,
  type GcTime,
  isSystemCall,
  type RawSample,
  SERVICE_MS,
} from '../../model/evidence.js'
import type { Frame } from '../../model/frame.js'
import { judgeFrame, OWN_PACKAGE } from '../frames/frame.js'

/** A sample with its frames judged and the part of the block that it stands for. */
export interface WeighedSample {
  raw: RawSample
  /** Innermost frame first; the native function of a safepoint comes first of all. */
  stack: Frame[]
  /** Part of the block that the sample stands for, in ms: from the previous sample to this one. */
  weightMs: number
  /** How long the thread took no interrupts before this sample, in ms, beyond what another sample explains; 0 when short. */
  skidMs: number
  /** `false` for a safepoint whose native kept no interrupt waiting: it may have been short, and is left off the stack. */
  isProven: boolean
  /** `true` when garbage collection explains why no interrupt was taken: no native call, and the code around it made the garbage. */
  isAfterGc?: true
  /** Index of the sample that stands for this part of the block; with a profile several parts have the same. */
  span: number
  /** `skidMs` of that sample. */
  spanSkidMs: number
  /** `false` for a stack of the profile when the line of the frame to change was deduced. */
  isPlaced?: boolean
}

/** A sample and what it alone says about the block. */
export interface BlamedSample extends WeighedSample {
  cause: Cause
  confidence: Confidence
  /** API that blocked, such as `crypto.pbkdf2Sync`. */
  apiName?: string
  /** The frame to change; absent when nobody's code was on the stack. */
  culprit?: Frame
}

/** A weighed sample, and when its part of the block is over. */
export interface TimedSample extends WeighedSample {
  untilMs: number
}

/**
 * Weighs samples by time: each stands for the time since the one before it, the first for the time since the start of the
 * block, the last for the rest of the block, too. Of a time in which nobody asked for one, each half belongs to the sample that is nearer: a
 * watchdog without a core sees what ran before and what ran after. The weights add up to `durationMs`, less the time that the process stood still.
 */
export function weighSamples(evidence: Evidence, ownDirectory?: string): TimedSample[] {
  const { startMs, durationMs } = evidence
  const limitMs = findSkidLimitMs(evidence)
  const samples = [...evidence.samples].sort((a, b) => a.atMs - b.atMs)
  let coveredMs = 0
  return samples.map((raw, index) => {
    const previousAtMs = samples[index - 1]?.atMs ?? startMs
    const isLast = index === samples.length - 1
    const ownUntilMs = raw.atMs + findOwnUnaskedMs(raw, previousAtMs, samples[index + 1])
    const untilMs = isLast ? durationMs : clamp(ownUntilMs - startMs, coveredMs, durationMs)
    const stillMs = measureSharedMs(evidence.watchdogGap?.spans, startMs + coveredMs, startMs + untilMs)
    const weightMs = untilMs - coveredMs - stillMs
    coveredMs = untilMs
    const gcMs = measureSharedMs(evidence.gc?.pauses, Math.max(raw.postedAtMs ?? 0, previousAtMs), raw.atMs)
    const isProven = isNativeProven(raw, previousAtMs, gcMs)
    const isNamed = isProven || (isSystemCall(raw.native) && measureUnaskedMs({ atMs: previousAtMs }, raw) === 0)
    const stack = judgeSampleStack(raw, isNamed, ownDirectory)
    const skidMs = measureSkidMs(raw, previousAtMs, limitMs, evidence.watchdogGap)
    const isAfterGc = skidMs > 0 && skidMs - gcMs <= SKID_LIMIT_MS
    const skid = { skidMs, spanSkidMs: skidMs, ...(isAfterGc ? { isAfterGc } : {}) }
    return { raw, stack, weightMs, untilMs: startMs + untilMs, isProven, span: index, ...skid }
  })
}

/** How long nobody asked for a sample between two of them, in ms; 0 when that is as usual. */
export function measureUnaskedMs({ atMs }: Pick<RawSample, 'atMs'>, next?: RawSample): number {
  const unaskedMs = next ? findAskedMs(atMs, next) - atMs : 0
  return unaskedMs > SHORTEST_UNSEEN_MS ? unaskedMs : 0
}

// Half of it, since the next sample is as good, unless one of them came by itself.
function findOwnUnaskedMs(raw: RawSample, previousAtMs: number, next?: RawSample): number {
  if (next && isUnasked(raw.atMs, next)) return measureUnaskedMs(raw, next)
  return isUnasked(previousAtMs, raw) ? 0 : measureUnaskedMs(raw, next) / 2
}

function findAskedMs(previousAtMs: number, next: RawSample): number {
  return isUnasked(previousAtMs, next) ? next.atMs : (next.postedAtMs ?? next.atMs)
}

// The flag that safepoints look at stays up when an interrupt has been served: the next one to return then takes a sample that nobody asked for.
function isUnasked(previousAtMs: number, { source, atMs, postedAtMs = atMs }: RawSample): boolean {
  return source === 'safepoint' && postedAtMs < previousAtMs
}

/** Samples are 10 ms apart, and further later on. */
export const SHORTEST_UNSEEN_MS = 30

// An interrupt is served within a millisecond in JavaScript; on a busy machine a time slice may pass. When most of them are late by some
// milliseconds, they waited for natives that long.
const SKID_LIMIT_MS = 5
const FEWEST_LATE = 5

function findSkidLimitMs({ samples }: Evidence): number {
  const interrupts = samples.filter(({ source }) => source === 'interrupt')
  const late = interrupts.filter(({ atMs, postedAtMs = atMs }) => atMs - postedAtMs > SERVICE_MS)
  return late.length >= FEWEST_LATE && late.length * 2 > interrupts.length ? SERVICE_MS : SKID_LIMIT_MS
}

function measureSkidMs(raw: RawSample, previousAtMs: number, limitMs: number, gap: Evidence['watchdogGap']): number {
  if (raw.postedAtMs === undefined || raw.source !== 'interrupt') return 0
  const fromMs = Math.max(raw.postedAtMs, previousAtMs)
  const skidMs = raw.atMs - fromMs - measureSharedMs(gap?.spans, fromMs, raw.atMs)
  return skidMs > limitMs ? skidMs : 0
}

// A native that returns sooner after the post than JavaScript serves an interrupt may have been short.
function isNativeProven({ source, atMs, postedAtMs, native }: RawSample, previousAtMs: number, gcMs: number): boolean {
  if (source !== 'safepoint' || postedAtMs === undefined) return true
  const collectedMs = native === 'gc' ? 0 : gcMs
  return postedAtMs >= previousAtMs && atMs - postedAtMs - collectedMs > SERVICE_MS
}

/** How much of the time from one moment to another lies in spans, in ms. */
export function measureSharedMs(spans: GcTime['pauses'] | undefined, fromMs: number, toMs: number): number {
  return (spans ?? []).reduce((sum, { startMs, endMs }) => {
    return sum + Math.max(0, Math.min(endMs, toMs) - Math.max(startMs, fromMs))
  }, 0)
}

function judgeSampleStack(raw: RawSample, isNamed: boolean, ownDirectory: string | undefined): Frame[] {
  const frames = raw.stack.map(frame => judgeFrame(frame, ownDirectory)).filter(frame => frame.package !== OWN_PACKAGE)
  if (raw.native === undefined || !isNamed) return frames
  return [{ function: raw.native, file: '', line: 0, column: 0, native: true, ownCode: false }, ...frames]
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max)
}

/** Adds up samples with the same stack and source, heaviest first. Does not depend on the order of the samples. */
export function foldSamples(samples: WeighedSample[]): FoldedSample[] {
  const folded = new Map<string, FoldedSample>()
  for (const { raw, stack, weightMs } of samples) {
    const key = `${raw.source}\n${formatStackKey(stack)}`
    const known = folded.get(key)
    if (known) known.weightMs += weightMs
    else folded.set(key, { stack, weightMs, source: raw.source })
  }
  const entries = [...folded].sort(([keyA, a], [keyB, b]) => b.weightMs - a.weightMs || (keyA < keyB ? -1 : 1))
  return entries.map(([, sample]) => sample)
}

function formatStackKey(stack: Frame[]): string {
  return stack.map(f => `${f.async ? 'async ' : ''}${f.function}\t${f.file}:${f.line}:${f.column}`).join('\n')
}
