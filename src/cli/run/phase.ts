import type { Block } from '../../model/block.js'
import { findReadyMoment, type MomentName, type Phase } from '../../model/phase.js'

/** What is known of a thread's life when all is over. Times are on the wall clock, in ms. */
export interface ThreadLife {
  moments: Partial<Record<MomentName, number>>
  /** When the thread's process began. */
  bornAtMs: number
  /** When whoever runs the command was asked to end it. */
  endingAtMs?: number | undefined
  /** Longest that start-up may last. */
  startupLimitMs: number
}

/**
 * The phase of a block, now that the whole life of its thread is known: in a thread that ever listens, is ready in another way or runs tests,
 * start-up was what came before that; what began after the end was asked for is `ending`.
 */
export function findPhase(block: Block, life: ThreadLife): Phase {
  const { phase, startedAt, durationMs } = block
  const startMs = Date.parse(startedAt)
  if (phase === 'running' && isDrain(block, startMs + durationMs, life)) return 'ending'
  if (phase === 'running' && startMs > (life.endingAtMs ?? Number.POSITIVE_INFINITY)) return 'ending'
  if (phase === 'ending') return phase
  const isLate = startMs > life.bornAtMs + life.startupLimitMs
  if (isLate) return 'running'
  return startMs + durationMs <= findReadyMs(life) + GRAIN_MS ? 'startup' : phase
}

/** Times in a run file are cut to whole milliseconds. */
const GRAIN_MS = 2

function findReadyMs({ moments, bornAtMs, startupLimitMs }: ThreadLife): number {
  const readyMs = findReadyMoment(moments) ?? moments.tests
  return readyMs === undefined ? Number.NEGATIVE_INFINITY : Math.min(readyMs, bornAtMs + startupLimitMs)
}

// Node waits for V8's background tasks when the loop has run empty, and the loop may turn once more after that before it tells so. A thread
// that computed did not wait, whoever could not be named.
function isDrain({ culprit, time, durationMs }: Block, endMs: number, life: ThreadLife): boolean {
  if (culprit || time.cpuMs === undefined || time.cpuMs * 2 > durationMs) return false
  const { ending = Number.POSITIVE_INFINITY } = life.moments
  return endMs > ending - DRAIN_GRAIN_MS && endMs <= ending + GRAIN_MS
}

/** Longest time from the end of that wait to when the loop has run empty again, in ms: 2 to 4 were seen. */
const DRAIN_GRAIN_MS = 20
