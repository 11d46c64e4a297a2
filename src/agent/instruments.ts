import type { Evidence } from '../model/evidence.js'
import type { RawFrame } from '../model/frame.js'
import type { Capabilities } from '../model/report.js'
import { findHeartbeatIntervalMs } from '../protocol/cadence.js'
import { FloatField, IntField, type Slot } from '../protocol/shared-memory.js'
import { createThreadTime, readThreadId } from '../system/thread-time.js'
import type { IgnoredWork } from './async/allowed-work.js'
import { createHeartbeat, type Heartbeat } from './clock/heartbeat.js'
import { type BusyStretch, createIterationClock, type IterationClock } from './clock/iteration-clock.js'
import { createEvidenceDesk, type EvidenceDesk, type EvidenceDeskOptions } from './evidence-collector.js'
import {
  ALL_OFF,
  createOptionalProbes,
  createSamplerSwitch,
  type OptionalProbes,
  type OptionalSettings,
  type SamplerSwitch,
} from './optional-instruments.js'
import { createWorkStart, type WorkStart } from './runtime/first-activity.js'
import { createGcLog, type GcLog } from './runtime/gc-log.js'
import { createStretchTime, type StretchTime } from './runtime/stretch-time.js'
import { type Capture, createCapture } from './stacks/capture.js'
import type { ContextSource } from './stacks/context.js'

/** The probes of one watched thread at work together: they turn long stretches into evidence. */
export interface ThreadProbes {
  readonly capture: Capture
  /** Those of them that can be missing; safepoints also need interrupts. */
  readCapabilities(): ReturnType<OptionalProbes['readCapabilities']> & Pick<Capabilities, 'threadTime' | 'sampler'>
  /** What the sampler has taken so far, in ms; `undefined` when nobody wants it. */
  readonly samplerMs: number | undefined
  configure(settings: ProbeSettings): void
  /** Judges what still runs, as at exit and before a wait, and delivers what waits. */
  finish(): void
  /** Ends the stretch that is running, so that what follows is one of its own. */
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

/** What may change while the probes run. */
export interface ProbeSettings extends OptionalSettings {
  thresholdMs: number
  /** Absent when nobody wants the sampler. */
  sampler?: { intervalMs: number } | undefined
}

/** Options of {@link createThreadProbes}. */
export interface ThreadProbesOptions {
  slot: Slot
  settings: ProbeSettings
  ignoredWork: IgnoredWork
  /** Whether to ask test runners and loaders for original positions. */
  readSourceMaps: () => boolean
  readContextSources: () => Iterable<ContextSource>
  readLife: EvidenceDeskOptions['readLife']
  /** The loop has begun to turn. */
  onLoopStart: () => void
  /** Called at once, before what it came from is known. */
  onStretch: (stretch: BusyStretch) => void
  onEvidence: (evidence: Evidence, stretch: BusyStretch) => void
}

/** Starts all probes of the calling thread. */
export function createThreadProbes(options: ThreadProbesOptions): ThreadProbes {
  const { slot, ignoredWork } = options
  let { thresholdMs } = options.settings
  const threadTime = createThreadTime(readThreadId())
  const stretchTime = createStretchTime(threadTime)
  const gcLog = createGcLog()
  const readTime = () => ({ threadTime: threadTime.capability })
  const capture = createCapture({
    slot,
    readContextSources: () => ({ own: optional.contextSources, users: options.readContextSources() }),
    readIgnoredReason: ignoredWork.readReason,
    readNatives: () => optional.natives,
    readOwnFunctions: () => [clock.tick, heartbeat.beat],
    onInterrupt: gcLog.attend,
  })
  const optional = createOptionalProbes(slot, capture.safepoint)
  const listeners = { stretchTime, gcLog, workStart: createWorkStart(), optional }
  const heartbeat = createPulse(slot, thresholdMs, listeners)
  const sampler = createSamplerSwitch({ onPause: ms => clock.excuse(ms), readSamples: () => capture.samples })
  const readThresholdMs = () => thresholdMs
  const { readProfile } = sampler
  const desk = createEvidenceDesk({ ...options, ...listeners, capture, readThresholdMs, readProfile })
  const clock = createClock({ heartbeat, sampler, desk, optional, stretchTime, readThresholdMs, ...options })
  const configure = (settings: ProbeSettings) => {
    thresholdMs = settings.thresholdMs
    slot.floats[FloatField.thresholdMs] = thresholdMs
    heartbeat.pace(findHeartbeatIntervalMs(thresholdMs))
    optional.set(settings)
    sampler.set(settings.sampler)
  }
  configure(options.settings)
  // Beats of an earlier watch are old by now.
  if (Atomics.load(slot.ints, IntField.beats) > 0) beginBeating(heartbeat, stretchTime)
  const stop = () => {
    slot.floats[FloatField.thresholdMs] = 0
    for (const probe of [clock, heartbeat, threadTime, gcLog]) probe.stop()
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
    ...createTurns(clock, { desk, capture, sampler, stretchTime, heartbeat }),
    stop,
  }
}

/** What begins and ends a stretch besides the loop's own turns. */
function createTurns(
  clock: IterationClock,
  { desk, ...seen }: WorkSources & { desk: EvidenceDesk; heartbeat: Heartbeat },
): Pick<ThreadProbes, 'finish' | 'cut' | 'excuse' | 'endLoop' | 'restart' | 'resume'> {
  const { heartbeat, stretchTime } = seen
  return {
    finish: () => {
      clock.cut()
      desk.deliver()
    },
    cut: () => {
      clock.cut()
      beginBeating(heartbeat, stretchTime)
    },
    excuse: durationMs => clock.excuse(durationMs),
    endLoop: () => clock.endLoop(stretch => findWorkEndMs(stretch, seen)),
    restart: () => clock.restart(),
    resume: () => {
      beginBeating(heartbeat, stretchTime)
      clock.restart()
    },
  }
}

/** What tells when somebody's code last ran. */
interface WorkSources {
  capture: Capture
  sampler: SamplerSwitch
  stretchTime: StretchTime
}

function createPulse(
  slot: Slot,
  thresholdMs: number,
  { optional, stretchTime, gcLog, workStart }: BeatListeners,
): Heartbeat {
  const onBeat = (atMs: number) => {
    optional.callbacks?.skip()
    stretchTime.mark(atMs)
    gcLog.mark(atMs)
    workStart.look(atMs)
  }
  return createHeartbeat({ slot, intervalMs: findHeartbeatIntervalMs(thresholdMs), onBeat })
}

interface BeatListeners {
  optional: OptionalProbes
  stretchTime: StretchTime
  gcLog: GcLog
  workStart: WorkStart
}

/** What the clock listens to and tells. */
interface ClockOptions extends Pick<ThreadProbesOptions, 'onLoopStart' | 'onStretch'> {
  heartbeat: Heartbeat
  sampler: SamplerSwitch
  desk: EvidenceDesk
  optional: OptionalProbes
  stretchTime: StretchTime
  readThresholdMs: () => number
}

function createClock({
  heartbeat,
  sampler,
  desk,
  optional,
  stretchTime,
  readThresholdMs,
  onLoopStart,
  onStretch,
}: ClockOptions): IterationClock {
  return createIterationClock({
    readThresholdMs,
    lastBeat: heartbeat.last,
    readTicks: sampler.readTicks,
    readCpuMs: stretchTime.readCpuMs,
    onTick: () => {
      stretchTime.turn()
      optional.callbacks?.skip()
    },
    onFirst: () => {
      beginBeating(heartbeat, stretchTime)
      onLoopStart()
    },
    onStretch: stretch => {
      onStretch(stretch)
      desk.take(stretch)
    },
    onQuiet: endMs => {
      const isDelivered = desk.rest()
      return sampler.rest(endMs) || isDelivered
    },
  })
}

// After the last turn the thread sleeps, and nobody's code runs: the stretch ends with the time that its core was used or waited for, or when
// somebody's code was last seen, as in a call that slept.
function findWorkEndMs({ startMs, endMs }: BusyStretch, { capture, sampler, stretchTime }: WorkSources): number {
  const times = stretchTime.measure(startMs, endMs)
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
function beginBeating(heartbeat: Heartbeat, stretchTime: StretchTime): void {
  heartbeat.beat()
  stretchTime.turn()
}
