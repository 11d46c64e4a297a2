import type { BlamedSample } from './blame-samples.js'

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

/**
 * The turn that took long enough by itself to be a block. Its edges are known only as exactly as samples are apart, so a
 * turn that may have reached the threshold counts when it makes up most of the block.
 */
export function findLongTurn(turns: Turn[], durationMs: number, thresholdMs: number): Turn | undefined {
  const [heaviest] = [...turns].sort((a, b) => b.weightMs - a.weightMs)
  if (!heaviest || heaviest.weightMs >= thresholdMs) return heaviest
  const next = turns[turns.indexOf(heaviest) + 1]?.samples[0]
  const mostMs = heaviest.weightMs + (next?.weightMs ?? 0)
  const isMost = heaviest.weightMs >= durationMs * MOST_OF_BLOCK
  return isMost && mostMs >= thresholdMs ? heaviest : undefined
}

const MOST_OF_BLOCK = 0.6

function isSameTurn(a: BlamedSample, b: BlamedSample): boolean {
  if (a.raw.job !== b.raw.job) return false
  return a.raw.asyncId === b.raw.asyncId || isInsideScope(a) || isInsideScope(b)
}

// AsyncResource#runInAsyncScope changes the id in the middle of a callback.
function isInsideScope(sample: BlamedSample): boolean {
  const isScope = sample.stack.some(frame => frame.file === 'node:async_hooks' && frame.function === 'runInAsyncScope')
  return isScope && isCallback(sample)
}

function isCallback({ raw, stack }: BlamedSample): boolean {
  if (raw.asyncId === 0 || MICROTASK_TYPES.has(raw.resourceType)) return false
  return !stack.some(frame => frame.file === 'node:internal/process/task_queues' && !frame.async)
}

const MICROTASK_TYPES = new Set(['TickObject', 'Promise', 'PROMISE', 'Microtask'])
