import { performance } from 'node:perf_hooks'
import timers from 'node:timers'

// performance.now() counts from the start of its own thread, process.hrtime() from one origin for all threads of the
// process; both read the same monotonic clock, so that their difference is constant. Taken at import, before fake timers.
const readPerformanceMs = performance.now.bind(performance)
const OFFSET_TRIES = 5
const offsetMs = findOffsetMs(() => Number(process.hrtime.bigint()) / 1e6, readPerformanceMs)
const readWallMs = Date.now

/** Now, in ms on the monotonic clock that all threads of the process share (`process.hrtime`). */
export function nowMs(): number {
  return toSharedMs(readPerformanceMs())
}

/** A time of this thread's `performance.now()` on the clock of {@link nowMs}. */
export function toSharedMs(performanceMs: number): number {
  return performanceMs + offsetMs
}

/** The wall-clock time of a moment of {@link nowMs}, ISO 8601. */
export function formatWallTime(atMs: number): string {
  return new Date(readWallMs() - (nowMs() - atMs)).toISOString()
}

/**
 * How far one clock is ahead of another, in ms. A thread may lose its core between the two readings, for many milliseconds, by which the
 * difference looks too small: of several tries the largest is right.
 */
export function findOffsetMs(readMs: () => number, readOtherMs: () => number): number {
  let offsetMs = Number.NEGATIVE_INFINITY
  for (let left = OFFSET_TRIES; left > 0; left -= 1) offsetMs = Math.max(offsetMs, readMs() - readOtherMs())
  return offsetMs
}

const timing = performance.nodeTiming

/** How long this thread's loop has been waiting for events since it started, in ms. */
export function readIdleMs(): number {
  return timing.idleTime
}

/** When this thread's loop began to turn, on the clock of {@link nowMs}; `undefined` while it has not. */
export function readLoopStartMs(): number | undefined {
  return timing.loopStart < 0 ? undefined : toSharedMs(timing.loopStart)
}

/** Time from the start of this thread to a moment of {@link nowMs}, in ms. */
export function measureAgeMs(atMs: number = nowMs()): number {
  return atMs - offsetMs
}

/** Node's own timers, taken at import so that fake timers installed later do not stop the instruments. */
export const realTimers: {
  setImmediate: typeof setImmediate
  clearImmediate: typeof clearImmediate
  setInterval: typeof setInterval
  clearInterval: typeof clearInterval
  setTimeout: typeof setTimeout
  clearTimeout: typeof clearTimeout
} = {
  setImmediate: timers.setImmediate,
  clearImmediate: timers.clearImmediate,
  setInterval: timers.setInterval,
  clearInterval: timers.clearInterval,
  setTimeout: timers.setTimeout,
  clearTimeout: timers.clearTimeout,
}
