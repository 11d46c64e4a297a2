import type { RawSample } from '../model/evidence.js'
import {
  findFirstSampleMs,
  findHeartbeatIntervalMs,
  findSampleIntervalMs,
  isHangDue,
  MAX_SAMPLES,
} from '../protocol/cadence.js'
import { FloatField, IntField, type Slot } from '../protocol/shared-memory.js'
import { nowMs as readNowMs } from '../system/clock.js'
import { askStuckThread } from './ask-stuck-thread.js'
import { createHangTimeout, type HangTimeoutOptions } from './hang-timeout.js'

/** Follows the heartbeat of one watched thread, asks for samples while it is late, and tells of a hang. */
export interface StallDetector {
  /** `true` when the thread was not late at the last look, and nothing is awaited of it: no timer runs for it. */
  readonly isCalm: boolean
  /** Returns when to look again at the latest. */
  look(atMs: number): number
  /** The thread is gone for good: tells of the block that it was in, as far as that was seen. */
  end(): void
}

/** A block that is not over. */
export interface Hang {
  startMs: number
  endMs: number
  samples: RawSample[]
}

/** Options of {@link createStallDetector}; the clock is for tests. */
export interface StallDetectorOptions extends Omit<HangTimeoutOptions, 'nowMs'> {
  onHang: (hang: Hang) => void
  /** The thread ended in mid-block. */
  onLoss: (hang: Hang) => void
  nowMs?: () => number
}

/** Creates the stall detector of one thread. */
export function createStallDetector(options: StallDetectorOptions): StallDetector {
  const { slot, interrupts, nowMs = readNowMs } = options
  const startedMs = nowMs()
  const delay = createDelayedThread({ ...options, nowMs })
  let lastBeats = 0
  let beatAtMs = startedMs
  let isLate = false

  const look = (atMs: number): number => {
    const beats = Atomics.load(slot.ints, IntField.beats)
    const thresholdMs = slot.floats[FloatField.thresholdMs] ?? 0
    if (beats !== lastBeats) delay.end()
    lastBeats = beats
    // Before the first heartbeat the app is being loaded: only a hang is of interest.
    beatAtMs = beats === 0 ? startedMs : (slot.floats[FloatField.beatAtMs] ?? 0)
    const patienceMs = beats === 0 ? findLoadPatienceMs(slot) : findFirstSampleMs(thresholdMs)
    const isWaiting = Atomics.load(slot.ints, IntField.isWaiting) === 1
    isLate = thresholdMs > 0 && !isWaiting && atMs - beatAtMs >= patienceMs
    if (isLate) {
      delay.look(atMs, beatAtMs)
      return interrupts ? nowMs() + LATE_LOOK_MS : Number.POSITIVE_INFINITY
    }
    if (interrupts?.isConnected && !interrupts.isPending) interrupts.disconnect()
    if (thresholdMs === 0 || isWaiting) return Number.POSITIVE_INFINITY
    // One more heartbeat is due until then: a look at each would cost a wake-up each, and find nothing.
    const intervalMs = findHeartbeatIntervalMs(thresholdMs)
    const isBeatDue = atMs - beatAtMs > intervalMs + BEAT_SLACK_MS
    const nextBeatAtMs = beatAtMs + (isBeatDue ? 0 : intervalMs)
    return Math.max(nextBeatAtMs + patienceMs, atMs + SHORTEST_SLEEP_MS)
  }
  return {
    get isCalm() {
      return !isLate && !delay.isAsking
    },
    look,
    end: () => {
      // Its last sample is its last sign of life: when it ended nobody knows.
      const samples = (interrupts?.copies ?? []).filter(({ atMs }) => atMs >= beatAtMs)
      const endMs = samples.at(-1)?.atMs ?? beatAtMs
      const { thresholdMs } = readSettings(slot)
      if (lastBeats > 0 && thresholdMs > 0 && endMs - beatAtMs >= thresholdMs) {
        options.onLoss({ startMs: beatAtMs, endMs, samples })
      }
      interrupts?.disconnect()
    },
  }
}

/** While the loop is late: half of the shortest time between two samples. */
const LATE_LOOK_MS = 5
const SHORTEST_SLEEP_MS = 2
/** A heartbeat that comes this late is nothing special: timers have a grain of 1 ms. */
const BEAT_SLACK_MS = 1

function readSettings({ floats }: Slot): { thresholdMs: number; hangAfterMs: number; hangTimeoutMs: number } {
  const read = (field: number) => floats[field] ?? 0
  return {
    thresholdMs: read(FloatField.thresholdMs),
    hangAfterMs: read(FloatField.hangAfterMs),
    hangTimeoutMs: read(FloatField.hangTimeoutMs),
  }
}

/** How long loading an app may take before it is looked into, with time for a few samples before it has to be ended. */
function findLoadPatienceMs(slot: Slot): number {
  const { hangAfterMs, hangTimeoutMs } = readSettings(slot)
  return hangTimeoutMs > 0 ? Math.min(hangAfterMs, hangTimeoutMs / 2) : hangAfterMs
}

/** What goes on within one interval of lateness. */
function createDelayedThread(options: StallDetectorOptions & HangTimeoutOptions): {
  readonly isAsking: boolean
  look(atMs: number, sinceMs: number): void
  end(): void
} {
  const { slot, interrupts, timers, onHang } = options
  const timeout = createHangTimeout(options)
  let sampleCount = 0
  let lastAskedMs = 0
  let hangCount = 0
  let askingCount = 0

  const reportHang = (sinceMs: number, atMs: number) => {
    hangCount += 1
    askingCount += 1
    const ask = interrupts?.isConnected ? interrupts.readSamples : undefined
    askStuckThread(ask, { timers, limitMs: ANSWER_LIMIT_MS }, (samples = []) => {
      askingCount -= 1
      onHang({ startMs: sinceMs, endMs: atMs, samples })
    })
  }
  return {
    get isAsking() {
      return askingCount > 0 || timeout.isAsking
    },
    look: (atMs, sinceMs) => {
      if (interrupts && !interrupts.isPending && sampleCount < MAX_SAMPLES) {
        if (atMs - lastAskedMs >= findSampleIntervalMs(sampleCount) - 1 && interrupts.ask()) {
          lastAskedMs = atMs
          sampleCount += 1
        }
      }
      const isDue = isHangDue(atMs - sinceMs - HANG_SAMPLES_MS, readSettings(slot).hangAfterMs, hangCount)
      if (isDue && options.isAlive()) reportHang(sinceMs, atMs)
      timeout.look(atMs, sinceMs)
    },
    end: () => {
      if (sampleCount > 0 || hangCount > 0) Atomics.store(slot.ints, IntField.late, 0)
      sampleCount = 0
      hangCount = 0
      timeout.end()
    },
  }
}

/** How long the watchdog waits for the stuck thread to hand over its samples. */
const ANSWER_LIMIT_MS = 200
/** Time for a few samples before a hang is told, when the app hangs while it is being loaded. */
const HANG_SAMPLES_MS = 40
