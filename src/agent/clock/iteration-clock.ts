import {
  nowMs as readNowMs,
  readIdleMs as readOwnIdleMs,
  readLoopStartMs as readOwnLoopStartMs,
  realTimers,
} from '../../system/clock.js'
import type { ProfileTick } from '../profiler/profile-slice.js'
import { type CodeRange, readPosition } from '../stacks/stack.js'
import { type AlarmTimers, createIterationTimer, type IterationTimer } from './iteration-timer.js'
import { findWakeMs, SHORTEST_IDLE_MS } from './wake-up.js'

const firstPosition = readPosition()

/**
 * Measures every iteration of the loop from inside: an unref'd `setImmediate` that re-arms itself runs once an iteration, in the
 * check phase, without keeping the loop alive. Busy time is what elapsed less what libuv says it was idle. Of a loop that turns within
 * fractions of a millisecond it measures two milliseconds at once.
 */
export interface IterationClock {
  /** Judges the iteration that is still running up to now, as at exit, and goes on from here: what follows is an interval of its own. */
  cut(): void
  /**
   * Judges the last turn of a loop that has run empty, and begins anew: after that turn Node waits for V8's background tasks, which is none of
   * the app's time.
   *
   * @param findWorkEndMs when the work of an interval was over, at the latest
   */
  endLoop(findWorkEndMs: (interval: BusyInterval) => number): void
  /** Begins to measure anew: what went before was judged, or is none of the app's time. */
  restart(): void
  /** Leaves out of the iteration that is running what loophound itself has taken of it. */
  excuse(durationMs: number): void
  /** The function that runs each iteration, to tell its frame from the user's. */
  readonly tick: () => void
  /** What is armed runs once more, for nothing: to remember each immediate, so as to clear it, would make a pointer from old to young, too. */
  stop(): void
}

/** An interval in which the loop could not turn, on the shared clock. */
export interface BusyInterval {
  startMs: number
  endMs: number
}

/** Options of {@link createIterationClock}; the last four are for tests. */
export interface IterationClockOptions {
  /** Shortest interval to tell of, in ms; read on each iteration. */
  readThresholdMs: () => number
  /** Last heartbeat: it fires in the timers phase and so tells work before an idle wait from work after it. */
  lastBeat: Readonly<LastBeat>
  /** Runs first of all in each iteration's tick. Must be next to free. */
  onTick?: () => void
  /**
   * What a profiler saw between two moments, when one runs: it makes libuv's idle time wrong. Called for iterations that may be blocks.
   */
  readTicks?: ((startMs: number, endMs: number) => readonly ProfileTick[] | undefined) | undefined
  /** CPU time that the thread has used since a moment, at least; wanted of the same iterations. */
  readCpuMs?: (sinceMs: number) => number | undefined
  onFirst: (loopStartMs: number) => void
  onInterval: (interval: BusyInterval) => void
  /** Runs at the end of every iteration that had no interval, and returns whether it took time. Must be next to free. */
  onQuiet: (endMs: number) => boolean
  nowMs?: () => number
  readIdleMs?: () => number
  readLoopStartMs?: () => number | undefined
  timers?: AlarmTimers
}

/** Starts an iteration clock. */
export function createIterationClock(options: IterationClockOptions): IterationClock {
  const { onFirst } = options
  const { nowMs, readIdleMs, readLoopStartMs, timers } = { ...REAL, ...options }
  const last = createMoment(nowMs(), readIdleMs())
  let [began, stopped, isCut] = [false, false, false]

  const begin = () => {
    began = true
    if (!isCut) last.atMs = Math.max(last.atMs, readLoopStartMs() ?? 0)
    onFirst(last.atMs)
  }
  const tick = () => {
    if (stopped) return
    options.onTick?.()
    if (!began) begin()
    judge(began)
    if (!stopped) alarm.arm(last)
  }
  const restart = () => Object.assign(last, { atMs: nowMs(), idleMs: readIdleMs() })
  const alarm = createIterationTimer(tick, timers)
  const judge = createJudge(last, alarm, { ...REAL, ...options })
  alarm.arm(last)
  return {
    cut: () => {
      if (!began && readLoopStartMs() !== undefined) begin()
      judge(began)
      isCut = true
    },
    endLoop: findWorkEndMs => {
      if (began) judge(began, interval => ({ ...interval, endMs: Math.min(interval.endMs, findWorkEndMs(interval)) }))
      restart()
    },
    restart,
    excuse: durationMs => {
      last.atMs += durationMs
    },
    tick,
    stop: () => {
      stopped = true
    },
  }
}

/** Judges what was since the last moment, and makes now the last one. */
function createJudge(
  last: Moment,
  alarm: Pick<IterationTimer, 'blindMs'>,
  options: IterationClockOptions & Pick<Required<IterationClockOptions>, 'nowMs' | 'readIdleMs'>,
) {
  const { readThresholdMs, lastBeat, readTicks, readCpuMs, onInterval, onQuiet, nowMs, readIdleMs } = options
  const isLong = ({ startMs, endMs }: BusyInterval) => endMs - startMs >= readThresholdMs()
  return (isLoopTurning: boolean, trim = keep): void => {
    const endMs = nowMs()
    const idleMs = readIdleMs()
    const lastMs = last.atMs + alarm.blindMs
    last.elapsedMs = endMs - last.atMs
    last.waitedMs = idleMs - last.idleMs
    if (endMs - lastMs - last.waitedMs >= readThresholdMs()) {
      const seen = readTicks?.(lastMs, endMs)
      // Before the loop turns there is no wait for whose end a profile is needed.
      const ticks = isLoopTurning ? seen : undefined
      const spans = { lastMs, lastIdleMs: last.idleMs, endMs, idleMs, ticks }
      const intervals = findBusyIntervals({ ...spans, lastBeat, readCpuMs }).map(trim)
      for (const interval of intervals.filter(isLong)) onInterval(interval)
      // What the listener took is loophound's own time, not the app's.
      last.atMs = nowMs()
    } else last.atMs = onQuiet(endMs) ? nowMs() : endMs
    last.idleMs = idleMs
  }
}

function keep(interval: BusyInterval): BusyInterval {
  return interval
}

/** The end of an iteration, and how long that one was. */
interface Moment {
  atMs: number
  /** What libuv had counted as idle by then. */
  idleMs: number
  elapsedMs: number
  waitedMs: number
}

// Fields and no variables: V8 writes a number into a field in place, but into a closure's variable a new object each time, and such a
// pointer from old objects to young ones makes each young collection wake V8's helper threads.
function createMoment(atMs: number, idleMs: number): Moment {
  return { atMs, idleMs, elapsedMs: 0, waitedMs: 0 }
}

const REAL = { nowMs: readNowMs, readIdleMs: readOwnIdleMs, readLoopStartMs: readOwnLoopStartMs, timers: realTimers }

/** The last heartbeat. All on the shared clock but for the idle counter. */
export interface LastBeat {
  atMs: number
  idleMs: number
  /** When the next one is due. */
  nextMs: number
}

/** What one iteration is judged by. All on the shared clock but for the idle counters. */
interface IterationReading {
  lastMs: number
  lastIdleMs: number
  endMs: number
  idleMs: number
  lastBeat: LastBeat
  /** Present while a profiler runs. */
  ticks?: readonly ProfileTick[] | undefined
  readCpuMs?: ((sinceMs: number) => number | undefined) | undefined
}

/**
 * Splits an iteration at its idle wait. The order is: rest of the check phase, closing, timers (heartbeat among them), wait, I/O. When
 * the loop really waited, no heartbeat was due, so that what ran between the heartbeat and the wait is shorter than its interval.
 */
export function findBusyIntervals(reading: IterationReading): BusyInterval[] {
  const { lastMs, lastIdleMs, endMs, idleMs, lastBeat, ticks } = reading
  if (ticks !== undefined) return splitByTicks({ ...reading, ticks })
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

// How long the loop waited is not known here, only when it woke up.
function splitByTicks(reading: IterationReading & { ticks: readonly ProfileTick[] }): BusyInterval[] {
  const { lastMs, lastIdleMs, endMs, idleMs, lastBeat, ticks, readCpuMs } = reading
  const isSplit = lastBeat.atMs > lastMs && lastBeat.atMs < endMs
  const sinceMs = isSplit ? lastBeat.atMs : lastMs
  const wakeMs = findWakeMs({
    sinceMs,
    endMs,
    idleMs: idleMs - (isSplit ? lastBeat.idleMs : lastIdleMs),
    cpuMs: readCpuMs?.(sinceMs),
    nextBeatMs: Math.max(lastMs, lastBeat.nextMs + TIMER_GRAIN_MS),
    ticks,
  })
  if (wakeMs === undefined) return [{ startMs: lastMs, endMs }]
  return [...(isSplit ? [{ startMs: lastMs, endMs: lastBeat.atMs }] : []), { startMs: wakeMs, endMs }]
}

/** Timers are late by up to this in a loop that turns. */
const TIMER_GRAIN_MS = 1.5

/** This module's code, whose frames say nothing of the app. Stays the last statement. */
export const clockCode: CodeRange = { first: firstPosition, last: readPosition() }
