import { type Evidence, type ProfileSample, type RawSample, SERVICE_MS, WRAPPED_NATIVE } from '../../model/evidence.js'
import type { RawFrame } from '../../model/frame.js'
import { judgeFrame } from '../frames/frame.js'
import { dropForeignLine, type ReadLine } from '../frames/source-lines.js'
import {
  findFittingSample,
  findRanLines,
  hasChain,
  listChain,
  type PlaceOptions,
  placeProfileStack,
} from './match-stacks.js'
import { measureSharedMs, type TimedSample, type WeighedSample } from './segments.js'

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

/**
 * Takes natives off the top of a profile's stacks that interrupts were served beneath, time after time and at once: who is in a native takes
 * none. V8 may go on naming the last short native that optimized code has called, long after it returned.
 */
export function doubtNatives(
  profile: NonNullable<Evidence['profile']>,
  samples: readonly WeighedSample[],
  ownDirectory?: string,
): ProfileSample[] {
  const groups = new Map<string, ProfileSample[]>()
  for (const part of profile) {
    if (!isUninterruptible(part.stack[0])) continue
    const key = part.stack.map(({ function: name, file, functionLine }) => [name, file, functionLine]).join('\n')
    groups.set(key, [...(groups.get(key) ?? []), part])
  }
  const doubted = new Set([...groups.values()].filter(parts => isDoubtful(parts, samples, ownDirectory)).flat())
  return profile.map(part => (doubted.has(part) ? { ...part, stack: part.stack.slice(1) } : part))
}

// Regular expressions do take interrupts.
function isUninterruptible(top: RawFrame | undefined): boolean {
  return top?.file === null && top.function !== WRAPPED_NATIVE && top.function?.startsWith('RegExp: ') !== true
}

/** All parts have the same stack. */
function isDoubtful(parts: ProfileSample[], samples: readonly WeighedSample[], ownDirectory?: string): boolean {
  const chain = listChain((parts[0]?.stack ?? []).map(frame => judgeFrame(frame, ownDirectory)))
  if (chain.length === 0) return false
  const waitsMs = samples
    .filter(({ raw }) => raw.source === 'interrupt')
    .filter(({ raw: { atMs } }) => parts.some(part => atMs > part.startMs && atMs <= part.endMs))
    .filter(({ stack }) => hasChain(stack, chain))
    .map(({ raw: { atMs, postedAtMs = 0 } }) => atMs - postedAtMs)
  const promptCount = waitsMs.filter(waitMs => waitMs <= SERVICE_MS).length
  return promptCount >= FEWEST_PROMPT && (waitsMs.length - promptCount) * MOST_LATE_RATIO <= promptCount
}

/** One may have come right after the native. */
const FEWEST_PROMPT = 2

/** Without a core JavaScript serves some of them late, too: one for each so many. */
const MOST_LATE_RATIO = 3
