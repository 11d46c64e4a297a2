import { nowMs as readNowMs, readIdleMs as readOwnIdleMs, readLoopStartMs as readOwnLoopStartMs } from './clock.js'
import { realTimers } from './timers.js'

/**
 * Measures every iteration of the loop from inside: an unref'd `setImmediate` that re-arms itself runs once an iteration, in the
 * check phase, without keeping the loop alive. Busy time is what elapsed less what libuv says it was idle.
 */
export interface IterationClock {
  /** Judges the iteration that is still running, as at exit. */
  judgeLast(): void
  /** Begins to measure anew: what went before was judged, or is none of the app's time. */
  restart(): void
  /** The function that runs each iteration, to tell its frame from the user's. */
  readonly tick: () => void
  stop(): void
}

/** A stretch in which the loop could not turn, on the shared clock. */
export interface BusyStretch {
  startMs: number
  endMs: number
}

/** Options of {@link createIterationClock}; the last four are for tests. */
export interface IterationClockOptions {
  /** Shortest stretch to tell of, in ms; read on each iteration. */
  readThresholdMs: () => number
  /** Last heartbeat: it fires in the timers phase and so tells work before an idle wait from work after it. */
  lastBeat: Readonly<{ atMs: number; idleMs: number }>
  /** Runs first of all in each iteration's tick. Must be next to free. */
  onTick?: () => void
  onFirst: (loopStartMs: number) => void
  onStretch: (stretch: BusyStretch) => void
  /** Runs at the end of every iteration that had no stretch. Must be next to free. */
  onQuiet: () => void
  nowMs?: () => number
  readIdleMs?: () => number
  readLoopStartMs?: () => number | undefined
  timers?: Pick<typeof realTimers, 'setImmediate' | 'clearImmediate'>
}

/** Starts an iteration clock. */
export function createIterationClock(options: IterationClockOptions): IterationClock {
  const { readThresholdMs, lastBeat, onFirst, onStretch, onQuiet } = options
  const { nowMs, readIdleMs, readLoopStartMs, timers } = { ...REAL, ...options }
  let lastMs = nowMs()
  let lastIdleMs = readIdleMs()
  let [began, stopped] = [false, false]

  const judge = () => {
    const endMs = nowMs()
    const idleMs = readIdleMs()
    if (endMs - lastMs - (idleMs - lastIdleMs) >= readThresholdMs()) {
      for (const stretch of findStretches({ lastMs, lastIdleMs, endMs, idleMs, lastBeat })) {
        if (stretch.endMs - stretch.startMs >= readThresholdMs()) onStretch(stretch)
      }
      // What the listener took is loophound's own time, not the app's.
      lastMs = nowMs()
    } else {
      onQuiet()
      lastMs = endMs
    }
    lastIdleMs = idleMs
  }
  const begin = () => {
    began = true
    lastMs = Math.max(lastMs, readLoopStartMs() ?? 0)
    onFirst(lastMs)
  }
  const tick = () => {
    options.onTick?.()
    if (!began) begin()
    judge()
    if (!stopped) immediate = timers.setImmediate(tick).unref()
  }
  let immediate = timers.setImmediate(tick).unref()
  return {
    judgeLast: () => {
      if (!began && readLoopStartMs() !== undefined) begin()
      if (began) judge()
    },
    restart: () => {
      lastMs = nowMs()
      lastIdleMs = readIdleMs()
    },
    tick,
    stop: () => {
      stopped = true
      timers.clearImmediate(immediate)
    },
  }
}

const REAL = { nowMs: readNowMs, readIdleMs: readOwnIdleMs, readLoopStartMs: readOwnLoopStartMs, timers: realTimers }

/** Waits shorter than this are no wait: `epoll_wait` that found work at once still takes some microseconds. */
const SHORTEST_IDLE_MS = 0.5

/** What one iteration is judged by. All on the shared clock but for the idle counters. */
interface IterationReading {
  lastMs: number
  lastIdleMs: number
  endMs: number
  idleMs: number
  lastBeat: { atMs: number; idleMs: number }
}

/**
 * Splits an iteration at its idle wait. The order is: rest of the check phase, closing, timers (heartbeat among them), wait, I/O. When
 * the loop really waited, no heartbeat was due, so that what ran between the heartbeat and the wait is shorter than its interval.
 */
export function findStretches(reading: IterationReading): BusyStretch[] {
  const { lastMs, lastIdleMs, endMs, idleMs, lastBeat } = reading
  const waitedMs = idleMs - lastIdleMs
  if (waitedMs < SHORTEST_IDLE_MS) return [{ startMs: lastMs, endMs }]
  if (lastBeat.atMs <= lastMs) return [{ startMs: lastMs + waitedMs, endMs }]
  const waitedAfterBeatMs = idleMs - lastBeat.idleMs
  if (waitedAfterBeatMs < SHORTEST_IDLE_MS) return [{ startMs: lastMs + waitedMs, endMs }]
  return [
    { startMs: lastMs, endMs: lastBeat.atMs },
    { startMs: lastBeat.atMs + waitedAfterBeatMs, endMs },
  ]
}
