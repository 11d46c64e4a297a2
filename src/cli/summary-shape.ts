import type { Capabilities, Capability } from '../model/capabilities.js'
import type { DelaySummary } from '../model/delay.js'
import type { Summary } from '../model/summary.js'
import { eitherOf, exactly, type FieldShapes, finite, isoTime, objectOf, type Shape, text, whole } from './shape.js'

const capabilityShape: Shape<Capability> = eitherOf<{ state: 'on' }, { state: 'off'; reason: string }>(
  objectOf<{ state: 'on' }>('{ state: "on" }', { state: exactly('on') }),
  objectOf<{ state: 'off'; reason: string }>('{ state: "off", reason }', { state: exactly('off'), reason: text }),
)

const capabilitiesShape: Shape<Capabilities> = objectOf<Capabilities>('capabilities', {
  iterationClock: capabilityShape,
  heartbeat: capabilityShape,
  watchdog: capabilityShape,
  interrupts: capabilityShape,
  safepoints: capabilityShape,
  sampler: capabilityShape,
  delay: capabilityShape,
  threadTime: capabilityShape,
  requests: capabilityShape,
  callbacks: capabilityShape,
})

/** Percentiles of a loop's delay. */
export const delayShape: Shape<DelaySummary> = objectOf<DelaySummary>('a delay summary', {
  p50Ms: finite,
  p90Ms: finite,
  p99Ms: finite,
  p999Ms: finite,
  maxMs: finite,
  hdr: text,
})

/** The fields of a summary besides the delays. */
export const summaryFields: FieldShapes<Omit<Summary, 'delay' | 'phaseDelays'>> = {
  startedAt: isoTime,
  durationMs: finite,
  thresholdMs: finite,
  startupMs: finite,
  blocks: objectOf<Summary['blocks']>('counts of blocks', {
    count: whole,
    ignoredCount: whole,
    worstMs: finite,
    totalMs: finite,
  }),
  overhead: objectOf<Summary['overhead']>('the overhead', {
    sampleCount: whole,
    captureMs: finite,
    samplerMs: { optional: finite },
  }),
  capabilities: capabilitiesShape,
}

/** What a watch saw of one thread. */
export const summaryShape: Shape<Summary> = objectOf<Summary>('a summary', {
  ...summaryFields,
  delay: { optional: delayShape },
  phaseDelays: {
    optional: objectOf<NonNullable<Summary['phaseDelays']>>('delays by phase', {
      startup: { optional: delayShape },
      ending: { optional: delayShape },
    }),
  },
})
