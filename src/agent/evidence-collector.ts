import { threadId } from 'node:worker_threads'
import type { Evidence, ProfileSample, RawSample } from '../model/evidence.js'
import { IntField, type Slot } from '../protocol/shared-memory.js'
import { formatBlockId } from '../sink/run-file.js'
import { formatWallTime, nowMs } from '../system/clock.js'
import { readThreadName, readWorkingDirectory } from '../system/process.js'
import type { AllowedWork } from './async/allowed-work.js'
import type { BusyInterval } from './clock/iteration-clock.js'
import type { OptionalInstruments } from './optional-instruments.js'
import { createDelayedEvents } from './runtime/delayed-events.js'
import type { FirstActivity } from './runtime/first-activity.js'
import type { GcLog } from './runtime/gc-log.js'
import { isInspectorOpen } from './runtime/inspector-port.js'
import type { IntervalTime } from './runtime/interval-time.js'
import type { Capture } from './stacks/capture.js'
import { askSourcePositions } from './stacks/source-positions.js'

/** Collects what belongs to an interval, and sends it one iteration later, when the delayed events and the garbage collections are known. */
export interface EvidenceCollector {
  take(interval: BusyInterval): void
  /** End of an iteration in which nothing happened. Returns whether something was delivered, which takes time. */
  rest(): boolean
  deliver(): void
}

/** What the life of the thread says of an interval. */
export type LifeFacts = Pick<Evidence, 'phase' | 'loading' | 'role' | 'tests'>

/** Options of {@link createEvidenceCollector}. */
export interface EvidenceCollectorOptions {
  slot: Slot
  capture: Capture
  intervalTime: IntervalTime
  /** Callbacks are timed and requests named while that is switched on. */
  optional: Pick<OptionalInstruments, 'callbacks' | 'requests'>
  gcLog: Pick<GcLog, 'measure'>
  firstActivity: Pick<FirstActivity, 'begunAtMs'>
  allowedWork: AllowedWork
  readThresholdMs: () => number
  /** In which phase the thread has been since then, and what it is there for. */
  readLife: (sinceMs: number) => LifeFacts
  /** Whether to ask test runners and loaders for original positions. */
  readSourceMaps: () => boolean
  /** What the sampler saw of the iteration; empty without one. */
  readProfile: () => readonly ProfileSample[]
  onEvidence: (evidence: Evidence, interval: BusyInterval) => void
}

/** Creates the collector of one watched thread. */
export function createEvidenceCollector(options: EvidenceCollectorOptions): EvidenceCollector {
  const { capture, gcLog, onEvidence } = options
  const delayedEvents = createDelayedEvents()
  const waiting: { evidence: Evidence; interval: BusyInterval }[] = []
  let samples: RawSample[] = []

  const deliver = () => {
    const delayedCount = delayedEvents.read()
    for (const { evidence, interval } of waiting.splice(0)) {
      const located = addOriginals(evidence, options)
      const gc = gcLog.measure(interval.startMs, interval.endMs)
      const late = { ...(delayedCount === undefined ? {} : { delayedEvents: delayedCount }), ...(gc ? { gc } : {}) }
      onEvidence({ ...located, ...late }, interval)
    }
  }
  return {
    deliver,
    take: interval => {
      if (waiting.length > 0) deliver()
      samples.push(...capture.takeSamples())
      const evidence = describeInterval(interval, samples, options)
      waiting.push({ evidence, interval })
      if (!isStarved(evidence)) options.optional.requests?.learn(evidence.samples)
      samples = samples.filter(sample => sample.atMs > interval.endMs)
      delayedEvents.mark()
    },
    rest: () => {
      options.optional.callbacks?.rest()
      options.optional.requests?.rest()
      const isWaiting = waiting.length > 0
      if (isWaiting) deliver()
      if (samples.length > 0) samples = []
      if (capture.samples.length > 0) capture.takeSamples()
      return isWaiting
    },
  }
}

function describeInterval(interval: BusyInterval, samples: RawSample[], options: EvidenceCollectorOptions): Evidence {
  const { slot, intervalTime, allowedWork, firstActivity, optional, readThresholdMs, readLife, readProfile } = options
  const { startMs, endMs } = interval
  const within = samples.filter(sample => sample.atMs >= startMs && sample.atMs <= endMs)
  const callbacks = optional.callbacks?.take(
    interval,
    within.map(({ asyncId }) => asyncId),
  )
  const threadName = readThreadName()
  const threadTime = intervalTime.measure(startMs, endMs)
  const profile = cutProfile(readProfile(), interval)
  return {
    id: formatBlockId(process.pid, threadId, Atomics.add(slot.ints, IntField.blocks, 1)),
    pid: process.pid,
    threadId,
    ...(threadName === undefined ? {} : { threadName }),
    startedAt: formatWallTime(startMs),
    startMs,
    endMs,
    durationMs: endMs - startMs,
    ...readLife(startMs),
    thresholdMs: readThresholdMs(),
    samples: within,
    ...(callbacks === undefined ? {} : { callbacks }),
    ignoredSpans: allowedWork.takeSpans(startMs, endMs),
    ...(profile.length === 0 ? {} : { profile }),
    ...(threadTime === undefined ? {} : { threadTime }),
    ...(isInspectorOpen() ? { inspected: true } : {}),
    ...(startMs < firstActivity.begunAtMs ? { beforeWork: true } : {}),
    cwd: readWorkingDirectory(),
  }
}

function isStarved({ durationMs, threadTime, thresholdMs }: Evidence): boolean {
  return durationMs - (threadTime?.waitMs ?? 0) < thresholdMs
}

// When all is over: asking runs code of the tool that transformed the app's.
function addOriginals(evidence: Evidence, { capture, readSourceMaps }: EvidenceCollectorOptions): Evidence {
  const startMs = nowMs()
  // Those of the samples first: what the profile saw may be more than there is time to ask for.
  const stacks = new Set([...evidence.samples, ...(evidence.profile ?? [])].map(({ stack }) => stack))
  const originals = askSourcePositions([...stacks].flat(), { isAsking: readSourceMaps() })
  capture.overhead.captureMs += nowMs() - startMs
  return originals.length > 0 ? { ...evidence, originals } : evidence
}

// The profile is of the whole iteration; its wait is no part of the interval.
function cutProfile(profile: readonly ProfileSample[], { startMs, endMs }: BusyInterval): ProfileSample[] {
  return profile
    .filter(sample => sample.endMs > startMs && sample.startMs < endMs)
    .map(sample => {
      const cut = { ...sample, startMs: Math.max(startMs, sample.startMs), endMs: Math.min(endMs, sample.endMs) }
      return { ...cut, gcMs: Math.min(sample.gcMs, cut.endMs - cut.startMs) }
    })
}
