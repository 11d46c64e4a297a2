import type { Capabilities } from './capabilities.js'
import type { DelaySummary } from './delay.js'

/** What a watch saw of one thread, from start to now or to its end. */
export interface Summary {
  /** ISO 8601. */
  startedAt: string
  durationMs: number
  thresholdMs: number
  /** Time from the start of the thread until the app was ready, or so far; 0 when the watch began later. */
  startupMs: number
  blocks: {
    /** Blocks that count: neither ignored nor the machine's fault. */
    count: number
    ignoredCount: number
    worstMs: number
    totalMs: number
  }
  /** Of the phase `running`. Absent when the delay probe is off. */
  delay?: DelaySummary
  /** Of the other phases, as far as there was time in them. */
  phaseDelays?: { startup?: DelaySummary; ending?: DelaySummary }
  /** What loophound itself took from the watched thread. */
  overhead: {
    sampleCount: number
    captureMs: number
    /** Starting, rotating and reading the CPU profile; absent without the sampler. */
    samplerMs?: number
  }
  capabilities: Capabilities
}
