import { sumWeightsMs } from './find-culprit.js'
import type { BlamedSample } from './weigh-samples.js'

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
