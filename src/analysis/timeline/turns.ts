import type { CallbackSpan, Evidence } from '../../model/evidence.js'
import { type Interval, measureMs, sumMs } from '../../model/interval.js'
import type { AttributedSegment } from './segment.js'

/** Consecutive segments inside one callback, or inside one promise job or tick of it. */
export interface Turn {
  segments: AttributedSegment[]
  weightMs: number
  /** `false` for promise jobs, ticks and microtasks, which run before the loop turns. */
  isCallback: boolean
}

/** Splits a block at the segments between which a callback, a promise job or a tick ended. */
export function findTurns(segments: AttributedSegment[]): Turn[] {
  const turns: Turn[] = []
  for (const segment of segments) {
    const turn = turns.at(-1)
    const previous = turn?.segments.at(-1)
    if (turn && previous && isSameTurn(previous, segment)) {
      turn.segments.push(segment)
      turn.weightMs += measureMs(segment)
    } else {
      turns.push({ segments: [segment], weightMs: measureMs(segment), isCallback: isCallback(segment) })
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
  const [first] = turn.segments
  if (!first) return 0
  const firstMs = weighFirst(turn)
  const refusedMs = first.native === undefined ? Math.min(first.refusedMs, firstMs) : firstMs
  const beforeMs = Math.max(refusedMs, Math.min(firstMs, mostBeforeMs))
  return turn.weightMs - firstMs + beforeMs
}

/** What the first sample of a turn stands for, in one part or, with a profile, in several. */
function weighFirst({ segments }: Turn): number {
  return sumMs(segments.filter(({ raw }) => raw === segments[0]?.raw))
}

function isSameTurn(a: AttributedSegment, b: AttributedSegment): boolean {
  if (a.raw?.job !== b.raw?.job) return false
  return a.raw?.asyncId === b.raw?.asyncId || isInsideScope(a) || isInsideScope(b)
}

// AsyncResource#runInAsyncScope changes the id in the middle of a callback.
function isInsideScope(segment: AttributedSegment): boolean {
  const isScope = segment.raw?.stack.some(({ file, function: name }) => {
    return file === 'node:async_hooks' && name === 'runInAsyncScope'
  })
  return isScope === true && isCallback(segment)
}

// By the stack that was captured with the id: that of a profile may be of the callback before.
function isCallback({ raw }: AttributedSegment): boolean {
  if (!raw || raw.asyncId === 0 || MICROTASK_TYPES.has(raw.resourceType)) return false
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
  const segments = turns
    .flatMap(turn => turn.segments)
    .filter(({ raw, ...part }) => {
      const atMs = isProfiled || !raw ? findMiddleMs(part) : raw.atMs
      return atMs >= span.startMs && atMs <= span.endMs
    })
  if (segments.length === 0) return undefined
  return { segments, weightMs: sumMs(segments), isCallback: !PROMISE_TYPES.has(span.type) }
}

function findMiddleMs({ startMs, endMs }: Interval): number {
  return (startMs + endMs) / 2
}

const PROMISE_TYPES = new Set(['Promise', 'Object'])

// None of what was timed is that long. The main script (1) and what runs between callbacks is not timed.
function isRefuted({ segments: [segment], isCallback }: Turn, { callbacks, durationMs }: Evidence): boolean {
  if (!callbacks || !segment) return false
  return isCallback ? (segment.raw?.asyncId ?? 0) > 1 && callbacks.coveredMs >= durationMs / 2 : callbacks.hasPromises
}
