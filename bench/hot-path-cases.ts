import { createHistogram, type IntervalHistogram } from 'node:perf_hooks'
import { createHeartbeat } from '../src/agent/clock/heartbeat.js'
import { createIterationClock } from '../src/agent/clock/iteration-clock.js'
import { createDelay } from '../src/agent/clock/loop-delay.js'
import { createCapture } from '../src/agent/stacks/capture.js'
import { createWrapper } from '../src/agent/stacks/safepoint-wrapper.js'
import { createSharedMemory, IntField, readSlot } from '../src/protocol/shared-memory.js'
import { createThreadTime, readThreadId } from '../src/system/thread-time.js'

/** One synchronous hot path. */
export interface HotPath {
  name: string
  run(): void
  /** Between two batches. */
  rest?(): void
  /** Runs in a batch. */
  runs?: number
  /** Batches in a round of `perfect`. */
  batches?: number
  /** Time that must not be passed. */
  limitNs: number
  stop?(): void
}

/** All of them: those of every iteration and call first, then those of a block, then those of a summary. */
export function createHotPaths(): HotPath[] {
  return [createTick(), createBeat(), ...createParses(), createInterrupt(), createThreadTimeRead(), createDelayRead()]
}

const slot = readSlot(createSharedMemory())

// Re-arming is Node's own part: it is left out, and so are fake timers.
function createTick(): HotPath {
  const timer = { unref: () => timer, refresh: () => timer }
  const arm = () => timer
  const timers = {
    setImmediate: arm as unknown as typeof setImmediate,
    setTimeout: arm as unknown as typeof setTimeout,
  }
  const clock = createIterationClock({
    readThresholdMs: () => 50,
    lastBeat: { atMs: 0, idleMs: 0 },
    onFirst() {},
    onStretch() {},
    onQuiet() {},
    timers,
  })
  return { name: 'iteration clock: tick', run: clock.tick, limitNs: 1000, stop: clock.stop }
}

function createBeat(): HotPath {
  const { beat, stop } = createHeartbeat({ slot, intervalMs: 1000 })
  return { name: 'heartbeat: beat', run: beat, limitNs: 1000, stop }
}

function createParses(): HotPath[] {
  const text = '{"a":1,"b":[1,2,3]}'
  const original = JSON.parse
  const options = { flags: slot.ints, flagIndex: IntField.late, onReturn() {} }
  const { wrapper } = createWrapper('JSON.parse', original as (...args: unknown[]) => unknown, options)
  return [
    { name: 'JSON.parse of 19 bytes', run: () => void original(text), limitNs: 2000 },
    { name: 'JSON.parse of 19 bytes, with a safepoint', run: () => void wrapper(text), limitNs: 2000 },
  ]
}

function createInterrupt(): HotPath {
  const capture = createCapture({
    slot,
    readContextSources: () => ({ own: [], users: [] }),
    readIgnoredReason: () => undefined,
    readNatives: () => [],
    readOwnFunctions: () => [],
  })
  const descend = (depth: number): void => (depth === 0 ? capture.interrupt() : descend(depth - 1))
  return {
    name: 'capture: interrupt, 20 frames deep',
    run: () => descend(20),
    rest: () => void capture.takeSamples(),
    runs: 20,
    limitNs: 1_000_000,
  }
}

function createThreadTimeRead(): HotPath {
  const { read, stop } = createThreadTime(readThreadId())
  return { name: 'thread time: read', run: () => void read(), limitNs: 20_000, stop }
}

/** An hour of a loop that is late by up to 100 ms once in a hundred times. */
function createDelayRead(): HotPath {
  const histogram = createHistogram({ lowest: 1, highest: 3.6e12, figures: 3 })
  for (let index = 0; index < 360_000; index += 1) {
    const lateMs = index % 100 === 0 ? (index / 100) % 100 : (index % 10) / 20
    histogram.record(Math.round((10 + lateMs) * 1e6))
  }
  const started = Object.assign(histogram, { enable: () => true, disable: () => true }) as unknown as IntervalHistogram
  const delay = createDelay({ monitor: () => started })
  return {
    name: 'delay: read of an hour',
    run: () => void delay.read(),
    runs: 1,
    batches: 3,
    limitNs: 20_000_000,
    stop: delay.stop,
  }
}
