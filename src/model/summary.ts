import type { Capabilities } from './capabilities.js'
import type { DelaySummary } from './delay.js'

/** What a watch saw of one thread, from start to now or to its end. */
export interface Summary {
  /** ISO 8601. */
  startedAt: string
  durationMs: number
  thresholdMs: number
  /** Time before the loop's first iteration (loading the app); not counted as a block. 0 when the watch began later. */
  startupMs: number
  blocks: {
    /** Blocks that count: neither ignored nor the machine's fault. */
    count: number
    ignoredCount: number
    worstMs: number
    totalMs: number
  }
  /** Absent when the delay probe is off. */
  delay?: DelaySummary
  /** What loophound itself took from the watched thread. */
  overhead: {
    sampleCount: number
    captureMs: number
    /** Starting, rotating and reading the CPU profile; absent without the sampler. */
    samplerMs?: number
  }
  capabilities: Capabilities
}
