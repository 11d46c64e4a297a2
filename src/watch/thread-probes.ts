import type { Capabilities, Capability } from '../model/capabilities.js'
import type { Evidence } from '../model/evidence.js'
import { FloatField, IntField, type Slot } from '../model/shared-memory.js'
import { type Capture, createCapture } from '../probes/capture.js'
import type { ContextSource } from '../probes/context.js'
import { createHeartbeat, findHeartbeatIntervalMs } from '../probes/heartbeat.js'
import type { IgnoredWork } from '../probes/ignored.js'
import { type BusyStretch, createIterationClock, type IterationClock } from '../probes/iteration-clock.js'
import { createRequests, type Requests } from '../probes/requests.js'
import { createSafepoints } from '../probes/safepoints.js'
import { createStretchTime } from '../probes/stretch-time.js'
import { createThreadTime, readThreadId } from '../probes/thread-time.js'
import { readTraceIds } from '../probes/trace-ids.js'
import { createEvidenceDesk, type EvidenceDesk } from './evidence-desk.js'
import { createProbeSwitch } from './probe-switch.js'

/** The probes of one watched thread at work together: they turn long stretches into evidence. */
export interface ThreadProbes {
  readonly capture: Capture
  /** Those of them that can be missing; safepoints also need interrupts. */
  readonly capabilities: Pick<Capabilities, 'threadTime' | 'safepoints' | 'requests'>
  configure(settings: ProbeSettings): void
  /** Judges what still runs, as at exit, and delivers what waits. */
  finish(): void
  stop(): void
}

/** What may change while the probes run. */
export interface ProbeSettings {
  thresholdMs: number
  safepoints: boolean
  requests: boolean
}

/** Options of {@link createThreadProbes}. */
export interface ThreadProbesOptions {
  slot: Slot
  settings: ProbeSettings
  ignoredWork: IgnoredWork
  /** Whether to ask test runners and loaders for original positions. */
  readSourceMaps: () => boolean
  readContextSources: () => Iterable<ContextSource>
  onLoopStart: () => void
  onEvidence: (evidence: Evidence, stretch: BusyStretch) => void
}

/** Starts all probes of the calling thread. */
export function createThreadProbes(options: ThreadProbesOptions): ThreadProbes {
  const { slot, ignoredWork } = options
  let { thresholdMs } = options.settings
  const threadTime = createThreadTime(readThreadId())
  const stretchTime = createStretchTime(threadTime)
  const capture = createCapture({
    slot,
    readContextSources: () => listContextSources(requests.probe, options.readContextSources()),
    readIgnoredReason: ignoredWork.readReason,
    readNatives: () => safepoints.probe?.natives ?? [],
    readOwnFunctions: () => [clock.tick, heartbeat.beat],
  })
  const safepoints = createProbeSwitch(() =>
    createSafepoints({ flags: slot.ints, flagIndex: IntField.late, onReturn: capture.safepoint }),
  )
  const requests = createProbeSwitch(createRequests)
  const heartbeat = createHeartbeat({
    slot,
    intervalMs: findHeartbeatIntervalMs(thresholdMs),
    onBeat: stretchTime.mark,
  })
  const desk = createEvidenceDesk({ ...options, capture, stretchTime, readThresholdMs: () => thresholdMs })
  const clock = createIterationClock({
    readThresholdMs: () => thresholdMs,
    lastBeat: heartbeat.last,
    onFirst: () => {
      heartbeat.beat()
      options.onLoopStart()
    },
    onStretch: desk.take,
    onQuiet: desk.rest,
  })
  const configure = (settings: ProbeSettings) => {
    thresholdMs = settings.thresholdMs
    slot.floats[FloatField.thresholdMs] = thresholdMs
    heartbeat.pace(findHeartbeatIntervalMs(thresholdMs))
    safepoints.set(settings.safepoints)
    requests.set(settings.requests)
  }
  configure(options.settings)
  // Beats of an earlier watch are old by now.
  if (Atomics.load(slot.ints, IntField.beats) > 0) heartbeat.beat()
  const stop = () => {
    slot.floats[FloatField.thresholdMs] = 0
    for (const probe of [clock, heartbeat, threadTime]) probe.stop()
    safepoints.set(false)
    requests.set(false)
  }
  return {
    capture,
    get capabilities() {
      return {
        threadTime: threadTime.capability,
        safepoints: describeOption(safepoints.probe?.natives.length ?? 0),
        requests: describeOption(requests.probe ? 1 : 0),
      }
    },
    configure,
    finish: () => finish(clock, desk),
    stop,
  }
}

function describeOption(count: number): Capability {
  return count > 0 ? { state: 'on' } : { state: 'off', reason: 'option' }
}

function finish(clock: IterationClock, desk: EvidenceDesk): void {
  clock.judgeLast()
  desk.deliver()
}

// Later ones win: what the user says of a request goes before what Node says.
function listContextSources(requests: Requests | undefined, users: Iterable<ContextSource>): ContextSource[] {
  return [...(requests ? [requests.source] : []), readTraceIds, ...users]
}
