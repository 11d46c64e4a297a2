import type { Evidence } from '../model/evidence.js'
import type { RawFrame } from '../model/frame.js'
import type { Capabilities } from '../model/report.js'
import { findHeartbeatIntervalMs } from '../protocol/cadence.js'
import { FloatField, IntField, type Slot } from '../protocol/shared-memory.js'
import { createThreadTime, readThreadId } from '../system/thread-time.js'
import type { AllowedWork } from './async/allowed-work.js'
import { createHeartbeat, type Heartbeat } from './clock/heartbeat.js'
import { type BusyInterval, createIterationClock, type IterationClock } from './clock/iteration-clock.js'
import { createEvidenceCollector, type EvidenceCollector, type EvidenceCollectorOptions } from './evidence-collector.js'
import {
  ALL_OFF,
  createOptionalInstruments,
  createSamplerSwitch,
  type OptionalInstruments,
  type OptionalSettings,
  type SamplerSwitch,
} from './optional-instruments.js'
import { createFirstActivity, type FirstActivity } from './runtime/first-activity.js'
import { createGcLog, type GcLog } from './runtime/gc-log.js'
import { createIntervalTime, type IntervalTime } from './runtime/interval-time.js'
import { type Capture, createCapture } from './stacks/capture.js'
import type { ContextSource } from './stacks/context.js'

/** The instruments of one watched thread at work together: they turn long intervals into evidence. */
export interface Instruments {
  readonly capture: Capture
  /** Those of them that can be missing; safepoints also need interrupts. */
  readCapabilities(): ReturnType<OptionalInstruments['readCapabilities']> & Pick<Capabilities, 'threadTime' | 'sampler'>
  /** What the sampler has taken so far, in ms; `undefined` when nobody wants it. */
  readonly samplerMs: number | undefined
  configure(settings: InstrumentSettings): void
  /** Judges what still runs, as at exit and before a wait, and delivers what waits. */
  finish(): void
  /** Ends the interval that is running, so that what follows is one of its own. */
  cut(): void
  /** Leaves out of the turn that is running what loophound itself has taken of it, in ms. */
  excuse(durationMs: number): void
  /** The loop has run empty: judges its last turn, and not what Node itself did after it. */
  endLoop(): void
  /** Begins anew: what was until now is none of the app's time. */
  restart(): void
  /** Begins anew after a wait. */
  resume(): void
  stop(): void
}

/** What may change while the instruments run. */
export interface InstrumentSettings extends OptionalSettings {
  thresholdMs: number
  /** Absent when nobody wants the sampler. */
  sampler?: { intervalMs: number } | undefined
}

/** Options of {@link createInstruments}. */
export interface InstrumentsOptions {
  slot: Slot
  settings: InstrumentSettings
  allowedWork: AllowedWork
  /** Whether to ask test runners and loaders for original positions. */
  readSourceMaps: () => boolean
  readContextSources: () => Iterable<ContextSource>
  readLife: EvidenceCollectorOptions['readLife']
  /** The loop has begun to turn. */
  onLoopStart: () => void
  /** Called at once, before what it came from is known. */
  onInterval: (interval: BusyInterval) => void
  onEvidence: (evidence: Evidence, interval: BusyInterval) => void
}

/** Starts all instruments of the calling thread. */
export function createInstruments(options: InstrumentsOptions): Instruments {
  const { slot, allowedWork } = options
  let { thresholdMs } = options.settings
  const threadTime = createThreadTime(readThreadId())
  const intervalTime = createIntervalTime(threadTime)
  const gcLog = createGcLog()
  const readTime = () => ({ threadTime: threadTime.capability })
  const capture = createCapture({
    slot,
    readContextSources: () => ({ own: optional.contextSources, users: options.readContextSources() }),
    readIgnoredReason: allowedWork.readReason,
    readNatives: () => optional.natives,
    readOwnFunctions: () => [clock.tick, heartbeat.beat],
    onInterrupt: gcLog.attend,
  })
  const optional = createOptionalInstruments(slot, capture.safepoint)
  const listeners = { intervalTime, gcLog, firstActivity: createFirstActivity(), optional }
  const heartbeat = createPulse(slot, thresholdMs, listeners)
  const sampler = createSamplerSwitch({ onPause: ms => clock.excuse(ms), readSamples: () => capture.samples })
  const readThresholdMs = () => thresholdMs
  const { readProfile } = sampler
  const collector = createEvidenceCollector({ ...options, ...listeners, capture, readThresholdMs, readProfile })
  const clock = createClock({ heartbeat, sampler, collector, optional, intervalTime, readThresholdMs, ...options })
  const configure = (settings: InstrumentSettings) => {
    thresholdMs = settings.thresholdMs
    slot.floats[FloatField.thresholdMs] = thresholdMs
    heartbeat.pace(findHeartbeatIntervalMs(thresholdMs))
    optional.set(settings)
    sampler.set(settings.sampler)
  }
  configure(options.settings)
  // Beats of an earlier watch are old by now.
  if (Atomics.load(slot.ints, IntField.beats) > 0) beginBeating(heartbeat, intervalTime)
  const stop = () => {
    slot.floats[FloatField.thresholdMs] = 0
    for (const instrument of [clock, heartbeat, threadTime, gcLog]) instrument.stop()
    optional.set(ALL_OFF)
    sampler.set(undefined)
  }
  return {
    capture,
    readCapabilities: () => ({ ...optional.readCapabilities(), ...sampler.readCapabilities(), ...readTime() }),
    get samplerMs() {
      return sampler.current?.pausedMs
    },
    configure,
    ...createTurns(clock, { collector, capture, sampler, intervalTime, heartbeat }),
    stop,
  }
}

/** What begins and ends an interval besides the loop's own turns. */
function createTurns(
  clock: IterationClock,
  { collector, ...seen }: WorkSources & { collector: EvidenceCollector; heartbeat: Heartbeat },
): Pick<Instruments, 'finish' | 'cut' | 'excuse' | 'endLoop' | 'restart' | 'resume'> {
  const { heartbeat, intervalTime } = seen
  return {
    finish: () => {
      clock.cut()
      collector.deliver()
    },
    cut: () => {
      clock.cut()
      beginBeating(heartbeat, intervalTime)
    },
    excuse: durationMs => clock.excuse(durationMs),
    endLoop: () => clock.endLoop(interval => findWorkEndMs(interval, seen)),
    restart: () => clock.restart(),
    resume: () => {
      beginBeating(heartbeat, intervalTime)
      clock.restart()
    },
  }
}

/** What tells when somebody's code last ran. */
interface WorkSources {
  capture: Capture
  sampler: SamplerSwitch
  intervalTime: IntervalTime
}

function createPulse(
  slot: Slot,
  thresholdMs: number,
  { optional, intervalTime, gcLog, firstActivity }: BeatListeners,
): Heartbeat {
  const onBeat = (atMs: number) => {
    optional.callbacks?.skip()
    intervalTime.mark(atMs)
    gcLog.mark(atMs)
    firstActivity.look(atMs)
  }
  return createHeartbeat({ slot, intervalMs: findHeartbeatIntervalMs(thresholdMs), onBeat })
}

interface BeatListeners {
  optional: OptionalInstruments
  intervalTime: IntervalTime
  gcLog: GcLog
  firstActivity: FirstActivity
}

/** What the clock listens to and tells. */
interface ClockOptions extends Pick<InstrumentsOptions, 'onLoopStart' | 'onInterval'> {
  heartbeat: Heartbeat
  sampler: SamplerSwitch
  collector: EvidenceCollector
  optional: OptionalInstruments
  intervalTime: IntervalTime
  readThresholdMs: () => number
}

function createClock({
  heartbeat,
  sampler,
  collector,
  optional,
  intervalTime,
  readThresholdMs,
  onLoopStart,
  onInterval,
}: ClockOptions): IterationClock {
  return createIterationClock({
    readThresholdMs,
    lastBeat: heartbeat.last,
    readTicks: sampler.readTicks,
    readCpuMs: intervalTime.readCpuMs,
    onTick: () => {
      intervalTime.turn()
      optional.callbacks?.skip()
    },
    onFirst: () => {
      beginBeating(heartbeat, intervalTime)
      onLoopStart()
    },
    onInterval: interval => {
      onInterval(interval)
      collector.take(interval)
    },
    onQuiet: endMs => {
      const isDelivered = collector.rest()
      return sampler.rest(endMs) || isDelivered
    },
  })
}

// After the last turn the thread sleeps, and nobody's code runs: the interval ends with the time that its core was used or waited for, or when
// somebody's code was last seen, as in a call that slept.
function findWorkEndMs({ startMs, endMs }: BusyInterval, { capture, sampler, intervalTime }: WorkSources): number {
  const times = intervalTime.measure(startMs, endMs)
  if (times?.waitMs === undefined) return endMs
  const seenMs = [
    ...capture.samples.filter(hasFile).map(({ atMs }) => atMs),
    ...sampler
      .readProfile()
      .filter(hasFile)
      .map(sample => sample.endMs),
  ]
  return Math.max(startMs + times.cpuMs + times.waitMs, ...seenMs)
}

function hasFile({ stack }: { stack: RawFrame[] }): boolean {
  return stack.some(({ file }) => file !== null && !file.startsWith('node:'))
}

// Besides the timer: what comes after is measured from here, though the loop may have turned already.
function beginBeating(heartbeat: Heartbeat, intervalTime: IntervalTime): void {
  heartbeat.beat()
  intervalTime.turn()
}
