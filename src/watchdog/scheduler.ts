import { HeaderField } from '../protocol/shared-memory.js'
import { nowMs as readNowMs, readIdleMs as readOwnIdleMs, type realTimers } from '../system/clock.js'
import type { Turn } from './process-stalls.js'

/** Has all watched threads looked at from the watchdog thread, as often as one of them needs it, and sleeps in between. */
export interface Scheduler {
  start(): void
  /** Tells `onTurn` of the sleep so far: after a stop of the process evidence may come before the next look. */
  tellSleep(): void
  stop(): void
}

/** Options of {@link createScheduler}; the last two are for tests. */
export interface SchedulerOptions {
  /** Looks at all that is watched. Returns when to look again at the latest. */
  look: (atMs: number) => number
  /** Asked after each look: whether this thread can do without a turn of its own loop, until it is called. */
  isCalm: () => boolean
  atomicsSleep: AtomicsSleep
  timers: Pick<typeof realTimers, 'setTimeout' | 'clearTimeout' | 'setImmediate'>
  /** Called at each look, about every 25 ms. */
  onTurn: (turn: Turn) => void
  nowMs?: () => number
  readIdleMs?: () => number
}

/** Creates a scheduler; nothing runs before `start`. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { look, isCalm, atomicsSleep, onTurn, nowMs = readNowMs } = options
  const loopSleep = createLoopSleep(options)
  // Read before the loop turns: whoever called by then had posted before, and is heard in that turn.
  let callCount = 0
  let loopDueMs = 0
  let isStopped = false

  const turn = () => {
    let atMs = tell(loopSleep.measure())
    for (;;) {
      const untilMs = look(atMs)
      if (isStopped) return
      const fromMs = nowMs()
      const delayMs = Math.max(1, Math.min(LONGEST_SLEEP_MS, Math.ceil(untilMs - fromMs)))
      if (!isCalm() || fromMs >= loopDueMs) return sleepInLoop(delayMs)
      atomicsSleep.sleep(callCount, delayMs)
      atMs = tell(measureAtomicsSleep(nowMs(), { fromMs, delayMs }))
      if (atomicsSleep.readCallCount() !== callCount) return sleepInLoop(0)
    }
  }
  const tell = (sleep: Turn): number => {
    onTurn(sleep)
    return sleep.atMs
  }
  const sleepInLoop = (delayMs: number) => {
    callCount = atomicsSleep.readCallCount()
    loopDueMs = loopSleep.begin(turn, delayMs) + LONGEST_CALM_MS
  }
  return {
    start: turn,
    tellSleep: () => {
      tell(loopSleep.measure())
    },
    stop: () => {
      isStopped = true
      loopSleep.stop()
    },
  }
}

/** Also bounds how long it takes to notice that somebody has begun to watch. */
const LONGEST_SLEEP_MS = 50
/** How long the loop may stand still: nobody waits for it, but what Node itself may want of this thread should not wait for ever. */
const LONGEST_CALM_MS = 1000

/** The sleep in which this thread's loop turns: messages are heard, and timers run. */
interface LoopSleep {
  /** Has `wake` called after the delay; 0 for as soon as the loop has turned. Returns now. */
  begin(wake: () => void, delayMs: number): number
  /** How the sleep was, since it began or was last asked for. */
  measure(): Turn
  stop(): void
}

function createLoopSleep(options: Pick<SchedulerOptions, 'timers' | 'nowMs' | 'readIdleMs'>): LoopSleep {
  const { timers, nowMs = readNowMs, readIdleMs = readOwnIdleMs } = options
  let from = { idleMs: readIdleMs(), delayMs: 0 }
  let dueMs = 0
  let timer: NodeJS.Timeout | undefined
  return {
    begin: (wake, delayMs) => {
      const atMs = nowMs()
      from = { idleMs: readIdleMs(), delayMs }
      dueMs = atMs + delayMs
      // A timer takes at least a millisecond.
      if (delayMs === 0) timers.setImmediate(wake)
      else timer = timers.setTimeout(wake, delayMs)
      return atMs
    },
    measure: () => {
      const { delayMs } = from
      const atMs = nowMs()
      const idleMs = readIdleMs()
      // Only waiting counts: what the watchdog was busy with itself (judging a block) is no sign that the process stood still.
      const overdueMs = Math.max(0, idleMs - from.idleMs - delayMs)
      from = { idleMs, delayMs: Math.max(0, dueMs - atMs) }
      return { atMs, askedMs: delayMs, overdueMs }
    },
    stop: () => timers.clearTimeout(timer),
  }
}

function measureAtomicsSleep(atMs: number, { fromMs, delayMs }: { fromMs: number; delayMs: number }): Turn {
  const sleptMs = atMs - fromMs
  return { atMs, askedMs: Math.min(delayMs, sleptMs), overdueMs: Math.max(0, sleptMs - delayMs) }
}

/** A sleep of the watchdog thread in which its loop does not turn, which costs half of what a timer does. */
export interface AtomicsSleep {
  /** How often the watchdog was called so far. */
  readCallCount(): number
  /** Sleeps until the watchdog was called more often than that, or the time is over. */
  sleep(callCount: number, limitMs: number): void
}

/** Creates the sleep; works in worker threads only. */
export function createAtomicsSleep(header: Int32Array): AtomicsSleep {
  return {
    readCallCount: () => Atomics.load(header, HeaderField.calls),
    sleep: (callCount, limitMs) => {
      Atomics.wait(header, HeaderField.calls, callCount, limitMs)
    },
  }
}
