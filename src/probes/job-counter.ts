import type { RawFrame } from '../model/frame.js'

/**
 * Tells whether two samples were taken in the same microtask. Node gives promise jobs no async id of their own (unless hooks are on), so a
 * sample leaves a mark behind in V8's microtask queue: once the mark has run, the job that was running is over. The queue is first in,
 * first out: with many jobs waiting the mark runs late, and different jobs look like one, never the other way round.
 *
 * Nothing is left in Node's tick queue, whose entries have async ids anyway: an interrupt may land where Node has just found that queue
 * empty and is about to note so, and what is pushed at that moment would never run, nor anything after it.
 */
export interface JobCounter {
  readonly count: number
  /** Leaves a mark when `stack` is that of a microtask; elsewhere nothing is touched. */
  mark(stack: readonly RawFrame[]): void
}

/** Creates a counter that starts at 0. */
export function createJobCounter(): JobCounter {
  let count = 0
  let isMarked = false
  return {
    get count() {
      return count
    },
    mark: stack => {
      if (isMarked || !isInJob(stack)) return
      isMarked = true
      void Promise.resolve().then(() => {
        isMarked = false
        count += 1
      })
    },
  }
}

/** Node's functions that run the tick queue or, between two timers or immediates, both queues. */
const QUEUE_RUNNERS = new Set(['processTicksAndRejections', 'runNextTicks', 'runMicrotasks'])

// Callbacks of timers and I/O always begin in Node's own code; the outermost frame of a microtask is the job itself.
function isInJob(stack: readonly RawFrame[]): boolean {
  const frames = stack.filter(frame => !frame.async)
  const outermost = frames.at(-1)
  if (outermost === undefined) return false
  return !outermost.file?.startsWith('node:') || frames.some(frame => QUEUE_RUNNERS.has(frame.function ?? ''))
}
