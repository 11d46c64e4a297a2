import { nowMs as readNowMs, readIdleMs as readOwnIdleMs } from '../probes/clock.js'
import type { realTimers } from '../probes/timers.js'
import type { Turn } from './gaps.js'

/** Has all watched threads looked at from the watchdog thread, as often as one of them needs it, and sleeps in between. */
export interface Lookout {
  start(): void
  /** Tells `onTurn` of the sleep so far: after a stop of the process evidence may come before the next look. */
  tellSleep(): void
  stop(): void
}

/** Options of {@link createLookout}; the last two are for tests. */
export interface LookoutOptions {
  /** Looks at all that is watched. Returns when to look again at the latest. */
  look: (atMs: number) => number
  timers: Pick<typeof realTimers, 'setTimeout' | 'clearTimeout'>
  /** Called at each look, about every 25 ms. */
  onTurn: (turn: Turn) => void
  nowMs?: () => number
  readIdleMs?: () => number
}

/** Creates a lookout; nothing runs before `start`. */
export function createLookout(options: LookoutOptions): Lookout {
  const { look, timers, onTurn, nowMs = readNowMs, readIdleMs = readOwnIdleMs } = options
  let sleptFrom = { idleMs: readIdleMs(), delayMs: 0 }
  let dueMs = 0
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  const turn = () => {
    const atMs = nowMs()
    onTurn({ atMs, askedMs: sleptFrom.delayMs, overdueMs: findOverdueMs() })
    const untilMs = look(atMs)
    if (!isStopped) sleepUntil(untilMs)
  }
  // Only waiting counts: what the watchdog was busy with itself (judging a block) is no sign that the process stood still.
  const findOverdueMs = () => Math.max(0, readIdleMs() - sleptFrom.idleMs - sleptFrom.delayMs)
  const sleepUntil = (untilMs: number) => {
    const delayMs = Math.max(1, Math.min(LONGEST_SLEEP_MS, Math.ceil(untilMs - nowMs())))
    sleptFrom = { idleMs: readIdleMs(), delayMs }
    dueMs = nowMs() + delayMs
    timer = timers.setTimeout(turn, delayMs)
  }
  return {
    start: turn,
    tellSleep: () => {
      const atMs = nowMs()
      onTurn({ atMs, askedMs: sleptFrom.delayMs, overdueMs: findOverdueMs() })
      sleptFrom = { idleMs: readIdleMs(), delayMs: Math.max(0, dueMs - atMs) }
    },
    stop: () => {
      isStopped = true
      timers.clearTimeout(timer)
    },
  }
}

/** Also bounds how long it takes to notice that somebody has begun to watch. */
const LONGEST_SLEEP_MS = 50
