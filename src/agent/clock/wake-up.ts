import type { ProfileTick } from '../profiler/profile-slice.js'

/** What is known of a wait for events while a profiler runs. All on the shared clock, in ms. */
export interface WaitReading {
  /** No wait can have begun before: the last heartbeat, or the end of the last iteration. */
  sinceMs: number
  endMs: number
  /** What libuv has counted as idle since. */
  idleMs: number
  /** CPU time that the thread has used since, at least; `undefined` where nobody knows. */
  cpuMs: number | undefined
  /** The heartbeat that must have ended the wait, at the latest, in a loop that turns. */
  nextBeatMs: number
  ticks: readonly ProfileTick[]
}

/**
 * When the loop woke up in an iteration, or `undefined` when it did not wait.
 *
 * The profiler's signal interrupts the wait: libuv begins to wait anew, and forgets how long it had. So what it has counted is the time
 * from the last such signal to the end of the wait, and the profile tells when that signal came: a sample that found the loop idle.
 */
export function findWakeMs(reading: WaitReading): number | undefined {
  const { sinceMs, endMs, cpuMs = 0, nextBeatMs } = reading
  const { signalMs, workSeenMs } = findLastSignal(reading)
  const isWorkSeen = workSeenMs !== undefined
  const wakeMs = Math.min(endMs, sinceMs + findWaitMs(reading, signalMs, workSeenMs))
  const isWait = wakeMs - sinceMs >= SHORTEST_IDLE_MS
  if (isWorkSeen && !isWait) return undefined
  // Native code between callbacks looks idle, too, and so does a thread that gets no core or is stopped in its wait: of the time in which
  // the loop should have turned and nobody's code was seen, that is work in which the thread used its core.
  const workMs = endMs - cpuMs
  const isOverdue = wakeMs > nextBeatMs
  if (isWorkSeen) return isOverdue ? Math.min(wakeMs, Math.max(nextBeatMs, workMs)) : wakeMs
  const startMs = Math.max(Math.min(wakeMs, nextBeatMs), workMs)
  return startMs - sinceMs < SHORTEST_IDLE_MS ? undefined : startMs
}

/** Waits shorter than this are no wait: `epoll_wait` that found work at once still takes some microseconds. */
export const SHORTEST_IDLE_MS = 0.5

function findWaitMs({ sinceMs, idleMs, nextBeatMs }: WaitReading, signalMs?: number, workSeenMs = Infinity): number {
  if (signalMs === undefined) return idleMs
  const waitedMs = signalMs - sinceMs
  // Nothing is forgotten when the signal came as the loop woke up: then what was counted is the time before it. So it was, too, when the
  // wait cannot have gone on for that long, since the heartbeat was due, or somebody at work.
  const isForgotten = Math.abs(idleMs - waitedMs) > SHORTEST_IDLE_MS
  const canHaveEnded = idleMs <= waitedMs
  const canHaveGoneOn = signalMs + idleMs <= Math.min(nextBeatMs, workSeenMs + SHORTEST_IDLE_MS)
  return waitedMs + (isForgotten && (canHaveGoneOn || !canHaveEnded) ? idleMs : 0)
}

// The loop waits once an iteration. Later on, work that libuv does itself, such as reading from a socket, looks idle too.
function findLastSignal({ sinceMs, nextBeatMs, ticks }: WaitReading) {
  let signalMs: number | undefined
  for (const { atMs, isIdle } of ticks) {
    if (atMs < sinceMs) continue
    if (isIdle) signalMs = atMs
    else if (signalMs !== undefined || atMs > nextBeatMs) return { signalMs, workSeenMs: atMs }
  }
  return { signalMs, workSeenMs: undefined }
}
