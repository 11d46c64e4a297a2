import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import type { DelaySummary } from '../model/delay.js'

/** Settings of {@link createDelay}. */
export interface DelayOptions {
  /** Interval of Node's timer, in ms, and of the arrivals that percentiles are about. @default 10 */
  resolutionMs?: number
  /** @default monitorEventLoopDelay of node:perf_hooks */
  monitor?: typeof monitorEventLoopDelay
}

/** The measured delay of this thread's loop. */
export interface Delay {
  /** What was seen so far. */
  read(): DelaySummary
  stop(): void
  /** Whether Node measures every iteration, or only what its timer notices. */
  samplePerIteration: boolean
}

/** Starts to measure how late the loop of this thread is. */
export function createDelay(options: DelayOptions = {}): Delay {
  const { resolutionMs = 10, monitor = monitorEventLoopDelay } = options
  const histogram: IntervalHistogram = monitor({ resolution: resolutionMs })
  histogram.enable()
  const readMs = (percentile: number): number => Math.max(0, histogram.percentile(percentile) / 1e6 - resolutionMs)
  return {
    samplePerIteration: false,
    read: () => ({
      p50Ms: readMs(50),
      p90Ms: readMs(90),
      p99Ms: readMs(99),
      p999Ms: readMs(99.9),
      maxMs: histogram.count === 0 ? 0 : Math.max(0, histogram.max / 1e6 - resolutionMs),
      hdr: '',
    }),
    stop: () => {
      histogram.disable()
    },
  }
}
