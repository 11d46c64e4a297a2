import type { CallbackSpan, Evidence } from '../model/evidence.js'
import { sumWeightsMs } from './find-culprit.js'
import { findLongTurn, type Turn } from './find-turns.js'

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
  return { samples, weightMs: sumWeightsMs(samples), isCallback: !MICROTASK_TYPES.has(span.type) }
}

const MICROTASK_TYPES = new Set(['Promise', 'Object'])

// None of what was timed is that long. The main script (1) and what runs between callbacks is not timed.
function isRefuted({ samples: [sample], isCallback }: Turn, { callbacks, durationMs }: Evidence): boolean {
  if (!callbacks || !sample) return false
  return isCallback ? sample.raw.asyncId > 1 && callbacks.coveredMs >= durationMs / 2 : callbacks.hasPromises
}
