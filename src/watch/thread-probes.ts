import process from 'node:process'
import { threadId } from 'node:worker_threads'
import type { Evidence } from '../model/evidence.js'
import type { RawSample } from '../model/sample.js'
import { FloatField, IntField, type Slot } from '../model/shared-memory.js'
import { type Capture, createCapture } from '../probes/capture.js'
import { formatWallTime } from '../probes/clock.js'
import { createDelayedEvents } from '../probes/delayed-events.js'
import { createHeartbeat, findHeartbeatIntervalMs } from '../probes/heartbeat.js'
import type { IgnoredWork } from '../probes/ignored.js'
import { type BusyStretch, createIterationClock } from '../probes/iteration-clock.js'
import { createSafepoints, type Safepoints } from '../probes/safepoints.js'
import { formatBlockId } from './block-id.js'

/** The probes of one watched thread at work together: they turn long stretches into evidence. */
export interface ThreadProbes {
  readonly capture: Capture
  readonly safepointNatives: readonly string[]
  configure(settings: ProbeSettings): void
  /** Judges what still runs, as at exit, and delivers what waits. */
  finish(): void
  stop(): void
}

/** What may change while the probes run. */
export interface ProbeSettings {
  thresholdMs: number
  safepoints: boolean
}

/** Options of {@link createThreadProbes}. */
export interface ThreadProbesOptions {
  slot: Slot
  settings: ProbeSettings
  ignoredWork: IgnoredWork
  readContext: () => Record<string, string> | undefined
  onLoopStart: (atMs: number) => void
  onEvidence: (evidence: Evidence, stretch: BusyStretch) => void
}

/** Starts all probes of the calling thread. */
export function createThreadProbes(options: ThreadProbesOptions): ThreadProbes {
  const { slot, ignoredWork } = options
  let { thresholdMs } = options.settings
  let safepoints: Safepoints | undefined
  const capture = createCapture({
    slot,
    readContext: options.readContext,
    readIgnoredReason: ignoredWork.readReason,
    readWrappers: () => safepoints?.wrappers ?? [],
    readOwnFunctions: () => [clock.tick, heartbeat.beat],
  })
  const onReturn = capture.safepoint
  const setSafepoints = (isOn: boolean) => {
    if (!isOn) safepoints?.stop()
    safepoints = isOn
      ? (safepoints ?? createSafepoints({ flags: slot.ints, flagIndex: IntField.late, onReturn }))
      : undefined
  }
  let heartbeat = createHeartbeat({ slot, intervalMs: findHeartbeatIntervalMs(thresholdMs) })
  const desk = createEvidenceDesk(options, capture, () => thresholdMs)
  const clock = createIterationClock({
    readThresholdMs: () => thresholdMs,
    readLastBeat: () => heartbeat.last,
    onFirst: atMs => {
      heartbeat.beat()
      options.onLoopStart(atMs)
    },
    onStretch: desk.take,
    onQuiet: desk.rest,
  })
  const configure = (settings: ProbeSettings) => {
    setSafepoints(settings.safepoints)
    slot.floats[FloatField.thresholdMs] = settings.thresholdMs
    if (findHeartbeatIntervalMs(settings.thresholdMs) !== findHeartbeatIntervalMs(thresholdMs)) {
      heartbeat.stop()
      heartbeat = createHeartbeat({ slot, intervalMs: findHeartbeatIntervalMs(settings.thresholdMs) })
    }
    thresholdMs = settings.thresholdMs
  }
  configure(options.settings)
  // Beats of an earlier watch are old by now.
  if (Atomics.load(slot.ints, IntField.beats) > 0) heartbeat.beat()
  return {
    capture,
    get safepointNatives() {
      return safepoints?.natives ?? []
    },
    configure,
    finish: () => {
      clock.judgeLast()
      desk.deliver()
    },
    stop: () => {
      slot.floats[FloatField.thresholdMs] = 0
      clock.stop()
      heartbeat.stop()
      setSafepoints(false)
    },
  }
}

/** Collects what belongs to a stretch, and sends it one iteration later, when the delayed events are known. */
interface EvidenceDesk {
  take(stretch: BusyStretch): void
  /** End of an iteration in which nothing happened. */
  rest(): void
  deliver(): void
}

function createEvidenceDesk(
  { slot, ignoredWork, onEvidence }: ThreadProbesOptions,
  capture: Capture,
  readThresholdMs: () => number,
): EvidenceDesk {
  const delayedEvents = createDelayedEvents()
  const waiting: { evidence: Evidence; stretch: BusyStretch }[] = []
  let samples: RawSample[] = []

  const deliver = () => {
    const delayedCount = delayedEvents.read()
    for (const { evidence, stretch } of waiting.splice(0)) {
      onEvidence(delayedCount === undefined ? evidence : { ...evidence, delayedEvents: delayedCount }, stretch)
    }
  }
  return {
    deliver,
    take: stretch => {
      if (waiting.length > 0) deliver()
      const { startMs, endMs } = stretch
      samples.push(...capture.takeSamples())
      const evidence: Evidence = {
        id: formatBlockId(process.pid, threadId, Atomics.add(slot.ints, IntField.blocks, 1)),
        pid: process.pid,
        threadId,
        startedAt: formatWallTime(startMs),
        ...stretch,
        durationMs: endMs - startMs,
        thresholdMs: readThresholdMs(),
        samples: samples.filter(sample => sample.atMs >= startMs && sample.atMs <= endMs),
        ignoredSpans: ignoredWork.takeSpans(startMs, endMs),
        cwd: process.cwd(),
      }
      samples = samples.filter(sample => sample.atMs > endMs)
      waiting.push({ evidence, stretch })
      delayedEvents.mark()
    },
    rest: () => {
      if (waiting.length > 0) deliver()
      if (samples.length > 0) samples = []
      if (capture.samples.length > 0) capture.takeSamples()
    },
  }
}
