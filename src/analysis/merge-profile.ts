import type { Evidence } from '../model/evidence.js'
import type { ProfileSample } from '../model/profile.js'
import type { RawSample } from '../model/sample.js'
import { doubtNatives } from './doubt-natives.js'
import { dropForeignLine } from './function-lines.js'
import { findFittingSample, findRanLines, type PlaceOptions, placeProfileStack } from './match-stacks.js'
import type { ReadLine } from './read-line.js'
import { measureSharedMs, type TimedSample, type WeighedSample } from './weigh-samples.js'

/** Options of {@link mergeProfile}. */
export interface MergeOptions {
  readLine: ReadLine
  ownDirectory?: string | undefined
}

/**
 * Weighs by the profile, which saw all of the block, and takes the places of calls, the async part and the callback from the samples, which
 * were captured with them: whatever took no interrupts is blamed on what the profile saw, not on what ran after it.
 */
export function mergeProfile(
  samples: TimedSample[],
  evidence: Pick<Evidence, 'profile' | 'startMs' | 'endMs' | 'watchdogGap'>,
  options: MergeOptions,
): WeighedSample[] {
  if (evidence.profile === undefined) return samples
  const doubted = doubtNatives(evidence.profile, samples, options.ownDirectory)
  const profile = doubted.map(piece => ({ ...piece, stack: dropForeignLine(piece.stack, options) }))
  const placing = { ...options, ranLines: findRanLines(profile.map(({ stack }) => stack)) }
  return listSpans(samples, evidence).flatMap(span =>
    cutProfile(profile, span)
      .map(piece => ({ ...piece, weightMs: piece.weightMs - measureStillMs(piece, evidence) }))
      .filter(({ weightMs }) => weightMs > 0)
      .map(piece => mergePiece(piece, span, samples, placing)),
  )
}

/** A part of the block and the sample that stands for it: its callback is that sample's. */
interface Span {
  startMs: number
  endMs: number
  sample: WeighedSample | undefined
}

function listSpans(samples: TimedSample[], { startMs, endMs }: Pick<Evidence, 'startMs' | 'endMs'>): Span[] {
  if (samples.length === 0) return [{ startMs, endMs, sample: undefined }]
  let fromMs = startMs
  return samples.map((sample, index) => {
    const span = { startMs: fromMs, endMs: index === samples.length - 1 ? endMs : sample.untilMs, sample }
    fromMs = span.endMs
    return span
  })
}

/** A part of the profile that lies in one span. The stack of collected garbage is only that of the code before or after. */
interface Piece extends ProfileSample {
  weightMs: number
  isMostlyGc: boolean
}

function cutProfile(profile: ProfileSample[], { startMs, endMs }: Span): Piece[] {
  return profile
    .filter(piece => piece.endMs > startMs && piece.startMs < endMs)
    .map(piece => {
      const cut = { ...piece, startMs: Math.max(startMs, piece.startMs), endMs: Math.min(endMs, piece.endMs) }
      return { ...cut, weightMs: cut.endMs - cut.startMs, isMostlyGc: piece.gcMs * 2 > piece.endMs - piece.startMs }
    })
}

// Nothing ran while the process stood still.
function measureStillMs({ startMs, endMs }: Piece, { watchdogGap }: Pick<Evidence, 'watchdogGap'>): number {
  return measureSharedMs(watchdogGap?.spans, startMs, endMs)
}

function isOfNative({ raw, isProven }: WeighedSample): boolean {
  return raw.source === 'safepoint' && isProven
}

function mergePiece(piece: Piece, { sample }: Span, samples: WeighedSample[], options: PlaceOptions): WeighedSample {
  const { weightMs, stack } = piece
  // Between callbacks, or in code that V8 cannot walk: a sample knows at least as much. So it does of garbage that was collected in a native.
  if (sample && (stack.length === 0 || (piece.isMostlyGc && isOfNative(sample))))
    return { ...sample, weightMs, skidMs: Math.min(sample.skidMs, weightMs) }
  const others = samples.filter(other => other !== sample).sort((a, b) => measureGap(a, piece) - measureGap(b, piece))
  const candidates = sample ? [sample, ...others] : others
  const meta = { ...sample?.raw, source: 'sampler' as const, atMs: piece.endMs }
  const fitting = findFittingSample(stack, candidates, options.ownDirectory)
  const measured = {
    weightMs,
    skidMs: 0,
    isProven: true,
    span: sample?.span ?? 0,
    spanSkidMs: fitting ? 0 : (sample?.spanSkidMs ?? 0),
  }
  if (fitting) {
    const { raw, stack: fittingStack, isProven } = fitting.sample
    const native = isProven && fittingStack[0]?.native ? raw.native : undefined
    const { source } = raw
    return { ...fitting.sample, ...measured, raw: createRaw({ ...meta, source, native }), isPlaced: fitting.isCertain }
  }
  return {
    ...placeProfileStack(stack, candidates, options),
    ...measured,
    raw: createRaw({ ...meta, native: undefined }),
  }
}

function measureGap({ raw }: WeighedSample, { startMs, endMs }: ProfileSample): number {
  return Math.max(0, startMs - raw.atMs, raw.atMs - endMs)
}

/** What a sample of the profile has in common with those around it. */
function createRaw(like: Partial<Omit<RawSample, 'native'>> & { native?: string | undefined } = {}): RawSample {
  const { native, ...rest } = like
  const none = { source: 'sampler' as const, atMs: 0, stack: [], asyncId: 0, resourceType: '', job: 0 }
  return { ...none, ...rest, ...(native === undefined ? {} : { native }) }
}
