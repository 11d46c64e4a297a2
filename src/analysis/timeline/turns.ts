import type { CallbackSpan, Evidence } from '../../model/evidence.js'
import { sumWeightsMs } from '../attribution/culprit.js'
import type { BlamedSample } from './segments.js'

/** Consecutive samples taken inside one callback, or inside one promise job or tick of it. */
export interface Turn {
  samples: BlamedSample[]
  weightMs: number
  /** `false` for promise jobs, ticks and microtasks, which run before the loop turns. */
  isCallback: boolean
}

/** Splits a block at the samples between which a callback, a promise job or a tick ended. */
export function findTurns(samples: BlamedSample[]): Turn[] {
  const turns: Turn[] = []
  for (const sample of samples) {
    const turn = turns.at(-1)
    const previous = turn?.samples.at(-1)
    if (turn && previous && isSameTurn(previous, sample)) {
      turn.samples.push(sample)
      turn.weightMs += sample.weightMs
    } else {
      turns.push({ samples: [sample], weightMs: sample.weightMs, isCallback: isCallback(sample) })
    }
  }
  return turns
}

/** Parts of a block. */
export interface TurnOptions {
  durationMs: number
  thresholdMs: number
  /** How much of a time by the clock the thread had a core. @default all of it */
  toRunningMs?: (clockMs: number) => number
}

/**
 * The turn that took long enough by itself to be a block. Its edges are known only as exactly as samples are apart, so a
 * turn that may have reached the threshold counts when it makes up most of the block.
 */
export function findLongTurn(turns: Turn[], { durationMs, thresholdMs, toRunningMs }: TurnOptions): Turn | undefined {
  const measureMs = toRunningMs ?? (clockMs => clockMs)
  const long = turns.filter((turn, index) => {
    const next = turns[index + 1]
    const isMost = turn.weightMs >= durationMs * MOST_OF_BLOCK
    const mostAfterMs = Math.min(next ? weighFirst(next) : 0, SAMPLE_INTERVAL_MS)
    const mayBeLong = measureMs(turn.weightMs) + mostAfterMs >= thresholdMs
    const seenMs = measureSeenMs(turn, index === 0 ? thresholdMs / 2 : SAMPLE_INTERVAL_MS)
    return measureMs(seenMs) >= thresholdMs || (isMost && mayBeLong)
  })
  return long.sort((a, b) => b.weightMs - a.weightMs)[0]
}

const MOST_OF_BLOCK = 0.6
// The usual time between two samples, and a little more.
const SAMPLE_INTERVAL_MS = 12

// When samples are far apart, in a long block or on a busy machine, most of the time before the first one of a turn is
// somebody else's, unless it took no interrupts.
function measureSeenMs(turn: Turn, mostBeforeMs: number): number {
  const [first] = turn.samples
  if (!first) return 0
  const firstMs = weighFirst(turn)
  const isNative = first.raw.native !== undefined && first.isProven
  const beforeMs = Math.max(isNative ? firstMs : Math.min(first.spanSkidMs, firstMs), Math.min(firstMs, mostBeforeMs))
  return turn.weightMs - firstMs + beforeMs
}

/** What the first sample of a turn stands for, in one part or, with a profile, in several. */
function weighFirst({ samples }: Turn): number {
  return sumWeightsMs(samples.filter(({ span }) => span === samples[0]?.span))
}

function isSameTurn(a: BlamedSample, b: BlamedSample): boolean {
  if (a.raw.job !== b.raw.job) return false
  return a.raw.asyncId === b.raw.asyncId || isInsideScope(a) || isInsideScope(b)
}

// AsyncResource#runInAsyncScope changes the id in the middle of a callback.
function isInsideScope(sample: BlamedSample): boolean {
  const { stack } = sample.raw
  const isScope = stack.some(frame => frame.file === 'node:async_hooks' && frame.function === 'runInAsyncScope')
  return isScope && isCallback(sample)
}

// By the stack that was captured with the id: that of a profile may be of the callback before.
function isCallback({ raw }: BlamedSample): boolean {
  if (raw.asyncId === 0 || MICROTASK_TYPES.has(raw.resourceType)) return false
  return !raw.stack.some(frame => frame.file === 'node:internal/process/task_queues' && !frame.async)
}

const MICROTASK_TYPES = new Set(['TickObject', 'Promise', 'PROMISE', 'Microtask'])

/** Whether one turn is long enough by itself to be a block. */
export interface BlockingTurn {
  /** Absent when each was short. */
  turn?: Turn | undefined
  /** `false` when that depends on which of the turns had waited for a core. */
  isCertain: boolean
}

/** Finds the turn that is long enough by itself to be a block: as hooks have timed it where they were on, else as samples make it likely. */
export function findBlockingTurn(turns: Turn[], evidence: Evidence): BlockingTurn {
  const { durationMs, threadTime } = evidence
  const waitMs = threadTime?.waitMs ?? 0
  const byClock = findTurn(turns, evidence, clockMs => clockMs)
  if (byClock === undefined || waitMs === 0) return { turn: byClock, isCertain: true }
  // A short callback is not to blame for having lost its core. Where the thread waited is not known: all of the block alike.
  const turn = findTurn(turns, evidence, clockMs => clockMs * (1 - waitMs / durationMs))
  const isCertain = findTurn(turns, evidence, clockMs => clockMs - waitMs) !== undefined
  return { turn, isCertain }
}

function findTurn(turns: Turn[], evidence: Evidence, toRunningMs: (clockMs: number) => number): Turn | undefined {
  const { callbacks, thresholdMs, profile } = evidence
  const likely = findLongTurn(turns, { ...evidence, toRunningMs })
  const span = findLongestSpan(callbacks)
  if (!callbacks || (span && toRunningMs(span.endMs - span.startMs) >= thresholdMs))
    return (span && findWithin(turns, span, profile !== undefined)) ?? likely
  return likely && isRefuted(likely, evidence) ? undefined : likely
}

/** Whether hooks have seen many callbacks or jobs, and little else. */
export function areManyTimed({ callbacks, durationMs }: Evidence): boolean {
  return callbacks !== undefined && callbacks.count + callbacks.jobCount > 1 && callbacks.coveredMs >= durationMs / 2
}

/** The longest callback, when one of them took 5 ms or more. */
export function findLongestSpan(callbacks: Evidence['callbacks']): CallbackSpan | undefined {
  return [...(callbacks?.spans ?? [])].sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs))[0]
}

/** How long any of the callbacks took at most, in whole ms. */
export function findLongestMs(callbacks: Evidence['callbacks']): number {
  const span = findLongestSpan(callbacks)
  return span ? Math.ceil(span.endMs - span.startMs) : 5
}

// With a profile each stands for a part of the block that goes on to the next sample, and so may reach beyond the callback.
function findWithin(turns: Turn[], span: CallbackSpan, isProfiled: boolean): Turn | undefined {
  const samples = turns
    .flatMap(turn => turn.samples)
    .filter(({ raw, weightMs }) => {
      const atMs = isProfiled ? raw.atMs - weightMs / 2 : raw.atMs
      return atMs >= span.startMs && atMs <= span.endMs
    })
  if (samples.length === 0) return undefined
  return { samples, weightMs: sumWeightsMs(samples), isCallback: !PROMISE_TYPES.has(span.type) }
}

const PROMISE_TYPES = new Set(['Promise', 'Object'])

// None of what was timed is that long. The main script (1) and what runs between callbacks is not timed.
function isRefuted({ samples: [sample], isCallback }: Turn, { callbacks, durationMs }: Evidence): boolean {
  if (!callbacks || !sample) return false
  return isCallback ? sample.raw.asyncId > 1 && callbacks.coveredMs >= durationMs / 2 : callbacks.hasPromises
}
