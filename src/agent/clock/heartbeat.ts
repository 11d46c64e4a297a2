import { FloatField, IntField, type Slot } from '../../protocol/shared-memory.js'
import { nowMs as readNowMs, readIdleMs as readOwnIdleMs, realTimers } from '../../system/clock.js'
import { type CodeRange, readPosition } from '../stacks/stack.js'
import type { LastBeat } from './iteration-clock.js'

const firstPosition = readPosition()

/** A timer on the watched loop that tells the watchdog, through shared memory, that the loop still turns. */
export interface Heartbeat {
  /** When it last beat; the iteration clock splits an iteration there. */
  readonly last: Readonly<LastBeat>
  /** Beats now, besides the timer: the loop has begun to turn. */
  beat(): void
  /** Changes the time between beats. */
  pace(intervalMs: number): void
  stop(): void
}

/** Options of {@link createHeartbeat}; the last three are for tests. */
export interface HeartbeatOptions {
  slot: Slot
  /** Time between beats, in ms. */
  intervalMs: number
  onBeat?: (atMs: number) => void
  nowMs?: () => number
  readIdleMs?: () => number
  timers?: Pick<typeof realTimers, 'setInterval' | 'clearInterval'>
}

/** Starts a heartbeat that keeps nothing alive. */
export function createHeartbeat(options: HeartbeatOptions): Heartbeat {
  const { slot, onBeat, nowMs = readNowMs, readIdleMs = readOwnIdleMs, timers = realTimers } = options
  const last: LastBeat = { atMs: 0, idleMs: 0, nextMs: 0 }
  let { intervalMs } = options
  const beat = () => {
    last.atMs = nowMs()
    last.idleMs = readIdleMs()
    last.nextMs = last.atMs + intervalMs
    slot.floats[FloatField.beatAtMs] = last.atMs
    Atomics.add(slot.ints, IntField.beats, 1)
    onBeat?.(last.atMs)
  }
  const start = () => {
    const timer = timers.setInterval(beat, intervalMs)
    timer.unref()
    return timer
  }
  let timer = start()
  return {
    last,
    beat,
    pace: nextMs => {
      if (nextMs === intervalMs) return
      intervalMs = nextMs
      timers.clearInterval(timer)
      timer = start()
    },
    stop: () => timers.clearInterval(timer),
  }
}

/** This module's code, whose frames say nothing of the app. Stays the last statement. */
export const heartbeatCode: CodeRange = { first: firstPosition, last: readPosition() }
