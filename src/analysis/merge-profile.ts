import type { Evidence } from '../model/evidence.js'
import type { ProfileSample } from '../model/profile.js'
import type { RawSample } from '../model/sample.js'
import { dropForeignLine } from './function-lines.js'
import { findFittingSample, placeProfileStack } from './match-stacks.js'
import type { ReadLine } from './read-line.js'
import type { WeighedSample } from './weigh-samples.js'

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
  samples: WeighedSample[],
  evidence: Pick<Evidence, 'profile' | 'startMs' | 'endMs'>,
  options: MergeOptions,
): WeighedSample[] {
  const { profile } = evidence
  if (profile === undefined) return samples
  return listSpans(samples, evidence).flatMap(span =>
    cutProfile(profile, span).map(piece => mergePiece(piece, span, samples, options)),
  )
}

/** A part of the block and the sample that stands for it: its callback is that sample's. */
interface Span {
  startMs: number
  endMs: number
  sample: WeighedSample | undefined
}

function listSpans(samples: WeighedSample[], { startMs, endMs }: Pick<Evidence, 'startMs' | 'endMs'>): Span[] {
  if (samples.length === 0) return [{ startMs, endMs, sample: undefined }]
  let fromMs = startMs
  return samples.map((sample, index) => {
    const span = { startMs: fromMs, endMs: index === samples.length - 1 ? endMs : fromMs + sample.weightMs, sample }
    fromMs = span.endMs
    return span
  })
}

function cutProfile(profile: ProfileSample[], { startMs, endMs }: Span): ProfileSample[] {
  return profile
    .filter(piece => piece.endMs > startMs && piece.startMs < endMs)
    .map(piece => ({ ...piece, startMs: Math.max(startMs, piece.startMs), endMs: Math.min(endMs, piece.endMs) }))
}

function mergePiece(
  piece: ProfileSample,
  { sample }: Span,
  samples: WeighedSample[],
  options: MergeOptions,
): WeighedSample {
  const weightMs = piece.endMs - piece.startMs
  // Between callbacks, or in code that V8 cannot walk: a sample knows at least as much.
  if (piece.stack.length === 0 && sample) return { ...sample, weightMs, skidMs: Math.min(sample.skidMs, weightMs) }
  const others = samples.filter(other => other !== sample).sort((a, b) => measureGap(a, piece) - measureGap(b, piece))
  const candidates = sample ? [sample, ...others] : others
  const stack = dropForeignLine(piece.stack, options)
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
