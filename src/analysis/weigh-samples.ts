import type { Evidence } from '../model/evidence.js'
import type { Frame } from '../model/frame.js'
import type { RawSample } from '../model/sample.js'
import { judgeFrame } from './judge-frame.js'

/** A sample with its frames judged and the part of the block that it stands for. */
export interface WeighedSample {
  raw: RawSample
  /** Innermost frame first; the native function of a safepoint comes first of all. */
  stack: Frame[]
  /** Part of the block that the sample stands for, in ms: from the previous sample to this one. */
  weightMs: number
  /** How long the thread took no interrupts before this sample, in ms, beyond what another sample explains; 0 when short. */
  skidMs: number
}

/**
 * Weighs samples by time: each stands for the time since the one before it, the first for the time since the start of the
 * block, the last for the rest of the block, too. The weights add up to `durationMs`.
 */
export function weighSamples(evidence: Evidence, ownDirectory?: string): WeighedSample[] {
  const samples = orderByService(evidence.samples)
  const last = samples.length - 1
  let coveredMs = 0
  return samples.map((raw, index) => {
    const untilMs =
      index === last ? evidence.durationMs : clamp(raw.atMs - evidence.startMs, coveredMs, evidence.durationMs)
    const previousAtMs = samples[index - 1]?.atMs ?? evidence.startMs
    const weighed = {
      raw,
      stack: judgeSampleStack(raw, ownDirectory),
      weightMs: untilMs - coveredMs,
      skidMs: measureSkidMs(raw, previousAtMs),
    }
    coveredMs = untilMs
    return weighed
  })
}

// An interrupt is served within a millisecond in JavaScript; on a busy machine a time slice may pass.
const SKID_LIMIT_MS = 5
// An interrupt that waited for a native call may be served on the way out of it, just before the safepoint looks.
const SAFEPOINT_LAG_MS = 2

function orderByService(samples: RawSample[]): RawSample[] {
  const ordered = [...samples].sort((a, b) => a.atMs - b.atMs)
  return ordered.map((sample, index) => {
    const next = ordered[index + 1]
    const isExplained = next?.source === 'safepoint' && next.atMs - sample.atMs <= SAFEPOINT_LAG_MS
    const waitedMs = sample.atMs - (sample.postedAtMs ?? sample.atMs)
    if (!isExplained || waitedMs <= SKID_LIMIT_MS) return sample
    const { postedAtMs: _, ...rest } = sample
    return {
      ...rest,
      source: next.source,
      ...(next.native === undefined ? {} : { native: next.native }),
      stack: next.stack,
    }
  })
}

function measureSkidMs(raw: RawSample, previousAtMs: number): number {
  if (raw.postedAtMs === undefined) return 0
  const skidMs = raw.atMs - Math.max(raw.postedAtMs, previousAtMs)
  return skidMs > SKID_LIMIT_MS ? skidMs : 0
}

function judgeSampleStack(raw: RawSample, ownDirectory: string | undefined): Frame[] {
  const frames = raw.stack.map(frame => judgeFrame(frame, ownDirectory))
  if (raw.native === undefined) return frames
  return [{ function: raw.native, file: '', line: 0, column: 0, native: true, ownCode: false }, ...frames]
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max)
}
