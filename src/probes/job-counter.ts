import process from 'node:process'
import type { RawFrame } from '../model/frame.js'

/**
 * Tells whether two samples were taken in the same microtask or tick. Node gives promise jobs no async id of their own (unless hooks are
 * on), so a sample leaves marks behind in both queues: once a mark has run, the job that was running is over. The queues are first in,
 * first out: with many jobs waiting a mark runs late, and different jobs look like one, never the other way round.
 */
export interface JobCounter {
  readonly count: number
  /** Leaves marks when `stack` is that of a microtask or tick; elsewhere nothing is touched. */
  mark(stack: readonly RawFrame[]): void
}

/** Creates a counter that starts at 0. */
export function createJobCounter(): JobCounter {
  let count = 0
  let microtaskMarked = false
  let tickMarked = false
  const markMicrotask = () => {
    microtaskMarked = true
    void Promise.resolve().then(() => {
      microtaskMarked = false
      count += 1
    })
  }
  const markTick = () => {
    tickMarked = true
    nextTick(() => {
      tickMarked = false
      count += 1
    })
  }
  return {
    get count() {
      return count
    },
    mark: stack => {
      if (!isInJob(stack)) return
      if (!microtaskMarked) markMicrotask()
      if (!tickMarked) markTick()
    },
  }
}

const nextTick = process.nextTick.bind(process)

/** Node's functions that run the tick queue or, between two timers or immediates, both queues. */
const QUEUE_RUNNERS = new Set(['processTicksAndRejections', 'runNextTicks', 'runMicrotasks'])

// Outside callbacks of timers and I/O, which always begin in Node's own code, the outermost frame of a microtask is the job itself.
// Never while Node is at work on the tick queue: pushing from within a push could lose an entry.
function isInJob(stack: readonly RawFrame[]): boolean {
  const frames = stack.filter(frame => !frame.async)
  if (frames[0]?.file === 'node:internal/fixed_queue') return false
  const outermost = frames.at(-1)
  if (outermost === undefined) return false
  return !outermost.file?.startsWith('node:') || frames.some(frame => QUEUE_RUNNERS.has(frame.function ?? ''))
}
