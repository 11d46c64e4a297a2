import type { ProfileTick } from '../../../../src/agent/profiler/profile-slice.js'
import type { realTimers } from '../../../../src/system/clock.js'

/** One turn of the loop, in the order in which libuv makes it; all in ms. */
export interface Turn {
  /** Callbacks after the clock's own in the check phase. */
  restOfCheckMs: number
  closingMs: number
  /** Timers other than the heartbeat, each one callback. */
  timersMs: number[]
  /** How long the loop waits for events; never beyond the next heartbeat. */
  waitMs: number
  /** How long the thread is held up after its wait, getting no core; nothing by default. */
  heldMs?: number
  /** Native work before the first callback, in which the loop looks idle; nothing by default. */
  nativeMs?: number
  /** Callbacks of I/O, and those of the check phase before the clock's own. */
  ioMs: number
}

/** A loop with a clock of its own, on which probes run without a real one. */
export interface FakeLoop {
  readonly nowMs: () => number
  readonly readIdleMs: () => number
  /** CPU time since a moment. */
  readonly readCpuMs: (sinceMs: number) => number
  readonly timers: Pick<
    typeof realTimers,
    'setImmediate' | 'clearImmediate' | 'setInterval' | 'clearInterval' | 'setTimeout'
  >
  /** Lets time pass in which the thread works. */
  work(durationMs: number): void
  /** Makes one turn, from right after the clock's callback to the next one, and tells what was work in it. */
  turn(turn: Turn): Work[]
  /** What the profiler has sampled so far. */
  readonly ticks: readonly ProfileTick[]
  readonly isProfiled: boolean
}

/** An interval of work without a wait. */
export interface Work {
  startMs: number
  endMs: number
}

/**
 * Creates a loop that begins at `startMs`. With a profiler, a signal each `sampleEveryMs` makes libuv forget how long it has waited.
 */
export function createFakeLoop(startMs = 1000, sampleEveryMs = Number.POSITIVE_INFINITY): FakeLoop {
  let atMs = startMs
  let idleMs = 0
  let immediates: (() => void)[] = []
  let interval: { run: () => void; everyMs: number; dueMs: number } | undefined
  let timeout: { run: () => void; dueMs: number } | undefined

  const ticks: ProfileTick[] = []
  const works: Work[] = []
  let nextSampleMs = startMs + sampleEveryMs
  const pass = (durationMs: number, isIdle: boolean) => {
    atMs += durationMs
    for (; nextSampleMs < atMs; nextSampleMs += sampleEveryMs) ticks.push({ atMs: nextSampleMs, isIdle })
  }
  const work = (durationMs: number, isIdle = false) => {
    works.push({ startMs: atMs, endMs: atMs + durationMs })
    pass(durationMs, isIdle)
  }
  const beatIfDue = () => {
    if (interval === undefined || atMs < interval.dueMs) return
    interval.run()
    interval.dueMs = atMs + interval.everyMs
  }
  const fireIfDue = () => {
    if (timeout === undefined || atMs < timeout.dueMs) return
    const { run } = timeout
    timeout = undefined
    run()
  }
  const wait = (waitMs: number, heldMs: number) => {
    const dueMs = Math.min(interval?.dueMs ?? Number.POSITIVE_INFINITY, timeout?.dueMs ?? Number.POSITIVE_INFINITY)
    const possibleMs = Math.min(waitMs, dueMs - atMs)
    // libuv waits for whole milliseconds.
    const takenMs = possibleMs < 1 ? 0 : possibleMs
    const fromMs = atMs
    pass(takenMs, true)
    holdUp(heldMs)
    const signalMs = ticks.at(-1)?.atMs ?? 0
    idleMs += signalMs > fromMs ? atMs - signalMs : atMs - fromMs
    return atMs - fromMs
  }
  // Signals wait as long as the thread, and come as one.
  const holdUp = (durationMs: number) => {
    atMs += durationMs
    if (nextSampleMs >= atMs) return
    ticks.push({ atMs, isIdle: true })
    nextSampleMs = atMs + sampleEveryMs
  }
  return {
    nowMs: () => atMs,
    readIdleMs: () => idleMs,
    readCpuMs: sinceMs =>
      works.reduce((sum, { startMs, endMs }) => sum + Math.max(0, endMs - Math.max(startMs, sinceMs)), 0),
    timers: {
      setImmediate: ((run: () => void) => {
        immediates.push(run)
        return { unref: () => {} }
      }) as unknown as typeof setImmediate,
      clearImmediate: () => {
        immediates = []
      },
      setInterval: ((run: () => void, everyMs: number) => {
        interval = { run, everyMs, dueMs: atMs + everyMs }
        return { unref: () => {} }
      }) as unknown as typeof setInterval,
      clearInterval: () => {
        interval = undefined
      },
      // libuv counts whole milliseconds.
      setTimeout: ((run: () => void, delayMs: number) => {
        const timer = {
          refresh: () => {
            timeout = { run, dueMs: Math.floor(atMs) + delayMs }
          },
          unref: () => timer,
        }
        timer.refresh()
        return timer
      }) as unknown as typeof setTimeout,
    },
    work: durationMs => work(durationMs),
    ticks,
    isProfiled: Number.isFinite(sampleEveryMs),
    turn: ({ restOfCheckMs, closingMs, timersMs, waitMs, heldMs = 0, nativeMs = 0, ioMs }) => {
      const startMs = atMs
      work(restOfCheckMs + closingMs)
      beatIfDue()
      fireIfDue()
      // Node looks for timers that became due meanwhile before it lets the loop go on.
      for (const timerMs of timersMs) {
        work(timerMs)
        beatIfDue()
      }
      const waitStartMs = atMs
      const waitedMs = wait(waitMs, heldMs)
      const waitEndMs = atMs
      work(nativeMs, true)
      work(ioMs)
      const endMs = atMs
      for (const run of immediates.splice(0)) run()
      if (waitedMs === 0) return [{ startMs, endMs }]
      return [
        { startMs, endMs: waitStartMs },
        { startMs: waitEndMs, endMs },
      ]
    },
  }
}
