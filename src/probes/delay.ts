import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { DelaySummary } from '../model/delay.js'
import { formatHdr, readPercentilesUs } from '../model/hdr-counts.js'
import { foldArrivals } from './delay-histogram.js'
import { type DelaySample, readDelaySamples } from './delay-samples.js'

/** Settings of {@link createDelay}. */
export interface DelayOptions {
  /** Interval of Node's timer, in ms. A block is seen up to this much shorter than it was. @default 10 */
  resolutionMs?: number
  /** @default monitorEventLoopDelay of node:perf_hooks */
  monitor?: typeof monitorEventLoopDelay
}

/** The measured delay of this thread's loop. */
export interface Delay {
  /** What was seen so far; a block that is not over is not in it. */
  read(): DelaySummary
  stop(): void
}

/**
 * Starts to measure how late the loop of this thread is, with Node's native timer.
 *
 * Node's `samplePerIteration` stays off: it leaves out the time of callbacks that libuv runs while it polls, so that a block in the
 * callback of `fs.stat` or `zlib.gzip` does not show.
 *
 * @example
 * const delay = createDelay()
 * delay.read().p99Ms
 * delay.stop()
 */
export function createDelay(options: DelayOptions = {}): Delay {
  const { resolutionMs = 10, monitor = monitorEventLoopDelay } = options
  const histogram = monitor({ resolution: resolutionMs })
  // Never reset: Node drops the first sample after that, and with it the block that has just happened.
  histogram.enable()
  return {
    read: () => summarizeDelay(readDelaySamples(histogram), resolutionMs),
    stop: () => {
      histogram.disable()
    },
  }
}

/** Intervals between firings of a timer of `resolutionMs`, as a summary of how late it was. */
function summarizeDelay(samples: readonly DelaySample[], resolutionMs: number): DelaySummary {
  const arrivals = foldArrivals(samples, resolutionMs)
  const maxMs = Math.max(0, (samples.at(-1)?.intervalMs ?? 0) - resolutionMs)
  const [p50Ms = 0, p90Ms = 0, p99Ms = 0, p999Ms = 0] = readPercentilesUs(arrivals, [50, 90, 99, 99.9]).map(us =>
    // A bucket ends above the values in it.
    Math.min(us / 1000, maxMs),
  )
  return { p50Ms, p90Ms, p99Ms, p999Ms, maxMs, hdr: formatHdr(arrivals) }
}
