import type { realTimers } from '../../system/clock.js'

/**
 * Wakes the iteration clock once an iteration, by an unref'd `setImmediate`; while the loop turns much faster than once a millisecond only
 * about once in two milliseconds, by an unref'd timer.
 *
 * What an iteration's wake costs is not the call: Node makes a new object for each `setImmediate`, and while that is pending each young
 * collection of V8 finds a pointer from an old object to it, which makes it wake its helper threads. In a loop of awaits, which makes
 * garbage by the gigabyte a second, those used 2 % of all CPU time. A timer that is refreshed is an old object by then.
 */
export interface IterationTimer {
  /** How much of the time since the last wake may have passed before the iteration began that is running, on average; 0 or 1 ms. */
  readonly blindMs: number
  /** Asks for the next wake. `turn` is the time since the last one, and how much of that the loop has waited. */
  arm(turn: { elapsedMs: number; waitedMs: number }): void
}

/** Creates an alarm that is not armed. It keeps nothing alive. */
export function createIterationTimer(wake: () => void, timers: AlarmTimers): IterationTimer {
  let timer: NodeJS.Timeout | undefined
  let fastCount = 0
  const isFast = () => fastCount >= MIN_FAST_TURNS
  const armTimer = () => {
    if (timer) timer.refresh()
    else timer = timers.setTimeout(wake, REST_MS).unref()
  }
  return {
    get blindMs() {
      return isFast() ? REST_MS / 2 : 0
    },
    arm: ({ elapsedMs, waitedMs }) => {
      if (waitedMs > MOST_WAIT_MS || elapsedMs > (isFast() ? LONGEST_REST_MS : LONGEST_FAST_TURN_MS)) fastCount = 0
      else fastCount += 1
      if (isFast()) armTimer()
      else timers.setImmediate(wake).unref()
    },
  }
}

/** What an alarm needs of Node's timers. */
export type AlarmTimers = Pick<typeof realTimers, 'setImmediate' | 'setTimeout'>

/**
 * How long a fast loop turns unseen: half of it is how far off the start of a block may be. A timer's wake costs some 20 µs, most of them for
 * code and data that the app's own work has pushed out of the core's caches.
 */
const REST_MS = 2
/** Enough to tell a loop that turns fast from one that has a moment to spare. */
const MIN_FAST_TURNS = 16
const LONGEST_FAST_TURN_MS = 0.5
/** A timer that comes later than this was held up: by a long turn. */
const LONGEST_REST_MS = REST_MS + 2
/** A loop that waits for events has time to spare, and a timer would wake it. */
const MOST_WAIT_MS = 0.5
