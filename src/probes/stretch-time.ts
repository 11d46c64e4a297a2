import type { Evidence } from '../model/evidence.js'
import type { ThreadTime, ThreadTimes } from './thread-time.js'

/** Measures what a stretch cost its thread, from the heartbeat before it to its end. */
export interface StretchTime {
  /** Call at each heartbeat. */
  mark(atMs: number): void
  /** Call at the end of a stretch that began at `startMs`. */
  measure(startMs: number, endMs: number): Evidence['threadTime']
}

/** Creates the measure of the calling thread. */
export function createStretchTime(threadTime: Pick<ThreadTime, 'read'>): StretchTime {
  let last: Mark | undefined
  // A heartbeat may come after the blocking timer in one phase: then the one before is what came before the stretch.
  let previous: Mark | undefined
  return {
    mark: atMs => {
      const times = threadTime.read()
      previous = last
      last = times && { atMs, times }
    },
    measure: (startMs, endMs) => {
      const marks = [last, previous].filter(mark => mark !== undefined)
      // The loop's first heartbeat comes right after the loop began to turn, in what may be its first long stretch.
      const before =
        marks.find(mark => mark.atMs <= startMs) ?? marks.find(mark => mark.atMs - startMs <= FIRST_BEAT_LIMIT_MS)
      const times = threadTime.read()
      if (before === undefined || times === undefined) return undefined
      return findStretchTime(before.times, times, { outsideMs: startMs - before.atMs, durationMs: endMs - startMs })
    },
  }
}

const FIRST_BEAT_LIMIT_MS = 10

interface Mark {
  atMs: number
  times: ThreadTimes
}

/**
 * Thread time of a stretch from readings that also cover `outsideMs` before it, or when that is negative, not its first part, in which
 * the thread was at work. All waiting that can have happened outside is taken off, but for the time that the thread slept: that it did
 * before the stretch, waiting for events.
 */
export function findStretchTime(
  before: ThreadTimes,
  after: ThreadTimes,
  { outsideMs, durationMs }: { outsideMs: number; durationMs: number },
): ThreadTimes {
  const cpuMs = after.cpuMs - before.cpuMs + Math.max(0, -outsideMs)
  if (after.waitMs === undefined || before.waitMs === undefined) return { cpuMs: Math.min(durationMs, cpuMs) }
  const allWaitMs = after.waitMs - before.waitMs
  const sleptMs = Math.max(0, Math.max(0, outsideMs) + durationMs - cpuMs - allWaitMs)
  const outsideWaitMs = Math.max(0, outsideMs - sleptMs)
  const waitMs = Math.min(durationMs, Math.max(0, allWaitMs - outsideWaitMs))
  return { cpuMs: Math.min(durationMs - waitMs, cpuMs), waitMs }
}
