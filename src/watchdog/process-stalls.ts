import type { WatchdogGap } from '../model/evidence.js'
import { measureStalls, type Stall } from '../protocol/stalls.js'
import { createThreadTime, readThreadId, type ThreadTime } from '../system/thread-time.js'

/**
 * Remembers when the watchdog itself stood still: it asks to be woken every few milliseconds, and where it neither sleeps as asked, nor
 * computes, nor waits for a core, the whole process is stopped, or the machine sleeps. Where the system does not tell what a thread does,
 * only a sleep that was longer than asked counts.
 */
export interface ProcessStalls {
  record(turn: Turn): void
  /** How much of the interval lies in stalls; `undefined` when nothing does. */
  measure(startMs: number, endMs: number): WatchdogGap | undefined
}

/** The watchdog is awake. */
export interface Turn {
  atMs: number
  /** How long it had asked to sleep since the last one. */
  askedMs: number
  /** How much longer it slept. */
  overdueMs: number
}

/** Options of {@link createProcessStalls}. */
export interface ProcessStallsOptions {
  /** Called with each stall as soon as it is known. @default nobody is told */
  onStall?: (stall: Stall) => void
  /** For tests. @default the times of the calling thread */
  threadTime?: Pick<ThreadTime, 'read'>
}

/** Creates an empty memory of the calling thread. */
export function createProcessStalls({
  onStall,
  threadTime = createThreadTime(readThreadId()),
}: ProcessStallsOptions = {}): ProcessStalls {
  const stalls: Stall[] = []
  const thread = createStandstillMeter(threadTime)
  let lastMs = 0
  return {
    record: ({ atMs, askedMs, overdueMs }) => {
      const fromMs = lastMs
      lastMs = atMs
      const stallMs = thread.measure(atMs - fromMs - askedMs) ?? overdueMs
      if (stallMs < SHORTEST_STALL_MS) return
      const dueMs = atMs - Math.max(stallMs, overdueMs)
      const possible = { startMs: Math.min(fromMs || dueMs, dueMs), endMs: atMs }
      const stall = { sure: { startMs: dueMs, endMs: dueMs + stallMs }, possible }
      stalls.push(stall)
      if (stalls.length > MAX_STALLS) stalls.shift()
      onStall?.(stall)
    },
    measure: (startMs, endMs) => measureStalls(stalls, startMs, endMs),
  }
}

/**
 * Tells how much of the time in which the thread did not sleep as asked it stood still; `undefined` where that is not known.
 *
 * To ask the system costs as much as a whole look. What a turn leaves open is therefore taken for use of a core, unasked, until it adds up to
 * {@link LONGEST_UNASKED_MS}: if it was none, as much use is overlooked later on, and a stop looks longer by that, never shorter. Since this
 * is less than {@link SHORTEST_STALL_MS}, a wait for a core alone is never taken for a stop.
 */
function createStandstillMeter(threadTime: Pick<ThreadTime, 'read'>): { measure(openMs: number): number | undefined } {
  let lastUsedMs = readUsedMs(threadTime)
  let unaskedMs = 0
  let isFirst = true
  return {
    measure: openMs => {
      if (unaskedMs + openMs < LONGEST_UNASKED_MS) {
        unaskedMs += Math.max(0, openMs)
        return 0
      }
      const usedMs = readUsedMs(threadTime)
      const nowUsedMs = Math.max(0, (usedMs ?? 0) - (lastUsedMs ?? 0) - unaskedMs)
      const isKnown = usedMs !== undefined && !isFirst
      lastUsedMs = usedMs
      unaskedMs = 0
      isFirst = false
      return isKnown ? openMs - nowUsedMs : undefined
    },
  }
}

/** Time in which the thread had a core or waited for one. */
function readUsedMs(threadTime: Pick<ThreadTime, 'read'>): number | undefined {
  const times = threadTime.read()
  return times?.waitMs === undefined ? undefined : times.cpuMs + times.waitMs
}

/** Timers have a grain, and where nobody tells the wait for a core, a busy machine looks like a short stop. */
const SHORTEST_STALL_MS = 20
const LONGEST_UNASKED_MS = 10
/** More than fit between a block and its evidence. */
const MAX_STALLS = 256
