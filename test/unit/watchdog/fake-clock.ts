import type { realTimers } from '../../../src/system/clock.js'

/** A clock that moves only when told, with its timers; the thread that reads it is idle meanwhile. */
export interface FakeClock {
  readonly nowMs: () => number
  readonly readIdleMs: () => number
  readonly timers: Pick<typeof realTimers, 'setTimeout' | 'clearTimeout' | 'setImmediate'>
  /** Lets time pass, and runs what becomes due in it. */
  advance(durationMs: number): void
  /** Lets time pass in which nothing of the thread could run, and in which it was idle or not. */
  freeze(durationMs: number, isIdle: boolean): void
}

/** Creates a clock that stands at `startMs`. */
export function createFakeClock(startMs = 1000): FakeClock {
  let atMs = startMs
  let idleMs = 0
  const waiting = new Set<{ run: () => void; dueMs: number }>()

  const findNext = (untilMs: number) =>
    [...waiting].filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0]
  const idleUntil = (untilMs: number) => {
    idleMs += Math.max(0, untilMs - atMs)
    atMs = Math.max(atMs, untilMs)
  }
  const setTimer = (run: () => void, delayMs: number) => {
    const timer = { run, dueMs: atMs + delayMs }
    waiting.add(timer)
    return timer
  }
  return {
    nowMs: () => atMs,
    readIdleMs: () => idleMs,
    timers: {
      setTimeout: setTimer as unknown as typeof setTimeout,
      setImmediate: ((run: () => void) => setTimer(run, 0)) as unknown as typeof setImmediate,
      clearTimeout: ((timer: { run: () => void; dueMs: number }) => {
        waiting.delete(timer)
      }) as unknown as typeof clearTimeout,
    },
    advance: durationMs => {
      const untilMs = atMs + durationMs
      for (let next = findNext(untilMs); next; next = findNext(untilMs)) {
        waiting.delete(next)
        idleUntil(next.dueMs)
        next.run()
      }
      idleUntil(untilMs)
    },
    freeze: (durationMs, isIdle) => {
      atMs += durationMs
      if (isIdle) idleMs += durationMs
    },
  }
}
