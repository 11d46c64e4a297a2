import type { Evidence } from '../../model/evidence.js'
import type { ThreadTime, ThreadTimes } from '../../system/thread-time.js'

/** Measures what an interval cost its thread, from the heartbeat before it to its end. */
export interface IntervalTime {
  /** Call at each heartbeat. */
  mark(atMs: number): void
  /** Call when the loop turns. Next to free. */
  turn(): void
  /** Call at the end of an interval that began at `startMs`. */
  measure(startMs: number, endMs: number): Evidence['threadTime']
  /** CPU time from a moment to now, at least, in ms; `undefined` where the system does not tell. */
  readCpuMs(sinceMs: number): number | undefined
}

/** Creates the measure of the calling thread. */
export function createIntervalTime(threadTime: Pick<ThreadTime, 'read'>): IntervalTime {
  let last = createMark()
  // A heartbeat may come after the blocking timer in one phase, and again after the next: then the one of the turn before is what came
  // before the interval.
  let previous = createMark()
  let hasTurned = true
  return {
    mark: atMs => {
      // The older one is written over, number by number: nothing to collect.
      if (hasTurned) [last, previous] = [previous, last]
      hasTurned = false
      writeMark(last, atMs, threadTime.read())
    },
    turn: () => {
      hasTurned = true
    },
    measure: (startMs, endMs) => {
      // Of what lies further back nobody knows which part of the waiting was outside. A heartbeat comes right after the loop has begun to
      // turn, and right after an interval was cut: in what may be a long interval.
      const marks = [last, previous].filter(mark => mark.atMs - startMs <= FIRST_BEAT_LIMIT_MS)
      const before = marks.find(mark => !Number.isNaN(mark.cpuMs))
      const times = threadTime.read()
      if (before === undefined || times === undefined) return undefined
      return findIntervalTime(readTimes(before), times, {
        outsideMs: startMs - before.atMs,
        durationMs: endMs - startMs,
      })
    },
    readCpuMs: sinceMs => {
      const before = [last, previous].find(mark => !Number.isNaN(mark.cpuMs) && mark.atMs <= sinceMs)
      const times = threadTime.read()
      if (before === undefined || times === undefined) return undefined
      return Math.max(0, times.cpuMs - before.cpuMs - (sinceMs - before.atMs))
    },
  }
}

const FIRST_BEAT_LIMIT_MS = 10

/** Thread times at a heartbeat; `NaN` where the system does not tell. */
interface Mark {
  atMs: number
  cpuMs: number
  waitMs: number
}

function createMark(): Mark {
  return { atMs: Number.NaN, cpuMs: Number.NaN, waitMs: Number.NaN }
}

function writeMark(mark: Mark, atMs: number, times: ThreadTimes | undefined): void {
  mark.atMs = atMs
  mark.cpuMs = times?.cpuMs ?? Number.NaN
  mark.waitMs = times?.waitMs ?? Number.NaN
}

function readTimes({ cpuMs, waitMs }: Mark): ThreadTimes {
  return Number.isNaN(waitMs) ? { cpuMs } : { cpuMs, waitMs }
}

/**
 * Thread time of an interval from readings that also cover `outsideMs` before it, or when that is negative, not its first part, in which
 * the thread was at work. All waiting that can have happened outside is taken off, but for the time that the thread slept: that it did
 * before the interval, waiting for events.
 */
export function findIntervalTime(
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
