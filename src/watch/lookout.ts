import type { RawSample } from '../model/sample.js'
import { FloatField, IntField, type Slot } from '../model/shared-memory.js'
import { MAX_SAMPLES } from '../probes/capture.js'
import { nowMs as readNowMs, readIdleMs as readOwnIdleMs } from '../probes/clock.js'
import { findHeartbeatIntervalMs } from '../probes/heartbeat.js'
import type { Interrupts } from '../probes/interrupts.js'
import type { realTimers } from '../probes/timers.js'
import { findFirstSampleMs, findSampleIntervalMs, isHangDue } from './pace.js'

/** Watches the heartbeat from the watchdog thread, asks for samples while it is late, and tells of a hang. */
export interface Lookout {
  start(): void
  stop(): void
}

/** Options of {@link createLookout}; the last two are for tests. */
export interface LookoutOptions {
  slot: Slot
  readHangAfterMs: () => number
  /** Absent where interrupts cannot work. */
  interrupts: Interrupts | undefined
  timers: Pick<typeof realTimers, 'setTimeout' | 'clearTimeout'>
  /** Called at each look, about every 25 ms. `overdueMs`: how much longer than asked the watchdog slept. */
  onTurn: (turn: { atMs: number; overdueMs: number }) => void
  onHang: (hang: { startMs: number; endMs: number; samples: RawSample[] }) => void
  nowMs?: () => number
  readIdleMs?: () => number
}

/** Creates a lookout; nothing runs before `start`. */
export function createLookout(options: LookoutOptions): Lookout {
  const { slot, interrupts, timers, onTurn, nowMs = readNowMs, readIdleMs = readOwnIdleMs } = options
  const startedMs = nowMs()
  const late = createLateness(options)
  let lastBeats = 0
  let sleptFrom = { idleMs: readIdleMs(), delayMs: 0 }
  let timer: NodeJS.Timeout | undefined

  const look = () => {
    const atMs = nowMs()
    const beats = Atomics.load(slot.ints, IntField.beats)
    const thresholdMs = slot.floats[FloatField.thresholdMs] ?? 0
    if (beats !== lastBeats) late.end()
    lastBeats = beats
    // Before the first heartbeat the app is being loaded: only a hang is of interest.
    const beatAtMs = beats === 0 ? startedMs : (slot.floats[FloatField.beatAtMs] ?? 0)
    const patienceMs = beats === 0 ? options.readHangAfterMs() : findFirstSampleMs(thresholdMs)
    const isLate = thresholdMs > 0 && atMs - beatAtMs >= patienceMs
    onTurn({ atMs, overdueMs: findOverdueMs() })
    if (isLate) late.look(atMs, beatAtMs)
    else if (interrupts?.isConnected && !interrupts.isPending) interrupts.disconnect()
    if (isLate) sleepUntil(nowMs() + LATE_LOOK_MS)
    else if (thresholdMs === 0) sleepUntil(Number.POSITIVE_INFINITY)
    else {
      // One more heartbeat is due until then: a look at each would cost a wake-up each, and find nothing.
      const isBeatDue = atMs - beatAtMs > findHeartbeatIntervalMs(thresholdMs) + BEAT_SLACK_MS
      const nextBeatAtMs = beatAtMs + (isBeatDue ? 0 : findHeartbeatIntervalMs(thresholdMs))
      sleepUntil(Math.max(nextBeatAtMs + patienceMs, nowMs() + SHORTEST_SLEEP_MS))
    }
  }
  // Only waiting counts: what the watchdog was busy with itself (judging a block) is no sign that the process stood still.
  const findOverdueMs = () => Math.max(0, readIdleMs() - sleptFrom.idleMs - sleptFrom.delayMs)
  const sleepUntil = (untilMs: number) => {
    const delayMs = Math.max(1, Math.min(LONGEST_SLEEP_MS, Math.ceil(untilMs - nowMs())))
    sleptFrom = { idleMs: readIdleMs(), delayMs }
    timer = timers.setTimeout(look, delayMs)
  }
  return { start: look, stop: () => timers.clearTimeout(timer) }
}

/** While the loop is late: half of the shortest time between two samples. */
const LATE_LOOK_MS = 5
const SHORTEST_SLEEP_MS = 2
/** A heartbeat that comes this late is nothing special: timers have a grain of 1 ms. */
const BEAT_SLACK_MS = 1
/** Also bounds how long it takes to notice that somebody has begun to watch. */
const LONGEST_SLEEP_MS = 50

/** What goes on within one stretch of lateness. */
function createLateness(options: LookoutOptions): { look(atMs: number, sinceMs: number): void; end(): void } {
  const { slot, interrupts, onHang, readHangAfterMs } = options
  let sampleCount = 0
  let lastAskedMs = 0
  let hangCount = 0

  const reportHang = (sinceMs: number, atMs: number) => {
    hangCount += 1
    let isReported = false
    const report = (samples: RawSample[]) => {
      if (isReported) return
      isReported = true
      onHang({ startMs: sinceMs, endMs: atMs, samples })
    }
    if (interrupts?.isConnected) void interrupts.readSamples().then(report)
    // A native that takes no interrupts may never answer; the hang is told all the same.
    options.timers.setTimeout(() => report([]), ANSWER_LIMIT_MS)
  }
  return {
    look: (atMs, sinceMs) => {
      if (interrupts && !interrupts.isPending && sampleCount < MAX_SAMPLES) {
        if (atMs - lastAskedMs >= findSampleIntervalMs(sampleCount) - 1 && interrupts.ask()) {
          lastAskedMs = atMs
          sampleCount += 1
        }
      }
      if (isHangDue(atMs - sinceMs - HANG_SAMPLES_MS, readHangAfterMs(), hangCount)) reportHang(sinceMs, atMs)
    },
    end: () => {
      if (sampleCount > 0 || hangCount > 0) Atomics.store(slot.ints, IntField.late, 0)
      sampleCount = 0
      hangCount = 0
    },
  }
}

/** How long the watchdog waits for the stuck thread to hand over its samples. */
const ANSWER_LIMIT_MS = 200
/** Time for a few samples before a hang is told, when the app hangs while it is being loaded. */
const HANG_SAMPLES_MS = 40
