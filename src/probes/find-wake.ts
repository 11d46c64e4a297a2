import type { ProfileTick } from './profile-slice.js'

/** What is known of a wait for events while a profiler runs. All on the shared clock, in ms. */
export interface WaitReading {
  /** No wait can have begun before: the last heartbeat, or the end of the last iteration. */
  sinceMs: number
  endMs: number
  /** What libuv has counted as idle since. */
  idleMs: number
  /** The heartbeat that must have ended the wait, at the latest. */
  nextBeatMs: number
  ticks: readonly ProfileTick[]
}

/**
 * When the loop woke up in an iteration, or `undefined` when it did not wait.
 *
 * The profiler's signal interrupts the wait: libuv begins to wait anew, and forgets how long it had. So what it has counted is the time
 * from the last such signal to the end of the wait, and the profile tells when that signal came: a sample that found the loop idle.
 */
export function findWakeMs({ sinceMs, endMs, idleMs, nextBeatMs, ticks }: WaitReading): number | undefined {
  const signalMs = findLastSignalMs({ sinceMs, nextBeatMs, ticks })
  if (signalMs === undefined) return idleMs < SHORTEST_IDLE_MS ? undefined : sinceMs + idleMs
  // Nothing is forgotten when the signal came as the loop woke up: then it has waited from the beginning to the signal.
  const isForgotten = Math.abs(sinceMs + idleMs - signalMs) > SHORTEST_IDLE_MS
  const wakeMs = isForgotten ? signalMs + idleMs : signalMs
  if (wakeMs - sinceMs < SHORTEST_IDLE_MS) return undefined
  // A heartbeat that is overdue is a loop that does not turn, whatever keeps it: a stop of the process, or too few cores.
  return Math.min(wakeMs, nextBeatMs, endMs)
}

/** Waits shorter than this are no wait: `epoll_wait` that found work at once still takes some microseconds. */
export const SHORTEST_IDLE_MS = 0.5

// The loop waits once an iteration. Later on, work that libuv does itself, such as reading from a socket, looks idle too.
function findLastSignalMs({ sinceMs, nextBeatMs, ticks }: Pick<WaitReading, 'sinceMs' | 'nextBeatMs' | 'ticks'>) {
  let signalMs: number | undefined
  for (const { atMs, isIdle } of ticks) {
    if (atMs < sinceMs) continue
    if (isIdle) signalMs = atMs
    else if (signalMs !== undefined || atMs > nextBeatMs) break
  }
  return signalMs
}
