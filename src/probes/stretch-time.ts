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
      const before = [last, previous].find(mark => mark !== undefined && mark.atMs <= startMs)
      const times = threadTime.read()
      if (before === undefined || times === undefined) return undefined
      return findStretchTime(before.times, times, { outsideMs: startMs - before.atMs, durationMs: endMs - startMs })
    },
  }
}

interface Mark {
  atMs: number
  times: ThreadTimes
}

/**
 * Thread time of a stretch from readings that also cover `outsideMs` before it. All waiting that can have happened outside is taken off:
 * too little waiting leaves a block that counts, too much would excuse one that is real.
 */
export function findStretchTime(
  before: ThreadTimes,
  after: ThreadTimes,
  { outsideMs, durationMs }: { outsideMs: number; durationMs: number },
): ThreadTimes {
  const cpuMs = after.cpuMs - before.cpuMs
  if (after.waitMs === undefined || before.waitMs === undefined) return { cpuMs: Math.min(durationMs, cpuMs) }
  const waitMs = Math.min(durationMs, Math.max(0, after.waitMs - before.waitMs - outsideMs))
  return { cpuMs: Math.min(durationMs - waitMs, cpuMs), waitMs }
}
