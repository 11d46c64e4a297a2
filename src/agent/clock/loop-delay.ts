import { monitorEventLoopDelay } from 'node:perf_hooks'
import {
  findBucket,
  findBucketLowestUs,
  findBucketWidthUs,
  formatHdr,
  type HdrCounts,
  readPercentilesUs,
} from '../../model/hdr-counts.js'
import type { DelayReading, DelaySample, DelaySummary, Summary } from '../../model/report.js'
import type { PhaseReadings } from '../../model/run-record.js'

/** Settings of {@link createDelay}. */
export interface DelayOptions {
  /** Interval of Node's timer, in ms. A block is seen up to this much shorter than it was. @default 10 */
  resolutionMs?: number
  /** @default monitorEventLoopDelay of node:perf_hooks */
  monitor?: typeof monitorEventLoopDelay
}

/** The measured delay of this thread's loop. */
export interface Delay {
  /** Counts an interval in which the loop could not turn for what it was: Node's timer sees less of it, or nothing when the process ends with it. */
  add(durationMs: number): void
  /** What was seen so far; a block that is not over is not in it. */
  read(): DelayReading
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
 * delay.add(120)
 * summarizeDelay([delay.read()]).maxMs // 120
 * delay.stop()
 */
export function createDelay(options: DelayOptions = {}): Delay {
  const { resolutionMs = 10, monitor = monitorEventLoopDelay } = options
  const histogram = monitor({ resolution: resolutionMs })
  const busyIntervalsMs = new Map<number, number>()
  // Never reset: Node drops the first sample after that, and with it the block that has just happened.
  histogram.enable()
  return {
    add: durationMs => {
      const key = Math.ceil(durationMs * US_PER_MS) / US_PER_MS
      busyIntervalsMs.set(key, (busyIntervalsMs.get(key) ?? 0) + 1)
    },
    read: () => ({ samples: addIntervals(readDelaySamples(histogram), busyIntervalsMs, resolutionMs), resolutionMs }),
    stop: () => {
      histogram.disable()
    },
  }
}

/** Several readings together, as a summary of how late the loop was. */
export function summarizeDelay(readings: readonly DelayReading[]): DelaySummary {
  const resolutionMs = readings[0]?.resolutionMs ?? 0
  const samples = readings.flatMap(reading => reading.samples).sort((a, b) => a.intervalMs - b.intervalMs)
  const arrivals = foldArrivals(samples, resolutionMs)
  // To the nanosecond: an interval may lose its last digits here, and the longest delay is never shorter than the longest interval.
  const maxMs = Math.max(0, Number(((samples.at(-1)?.intervalMs ?? 0) - resolutionMs).toFixed(6)))
  const [p50Ms = 0, p90Ms = 0, p99Ms = 0, p999Ms = 0] = readPercentilesUs(arrivals, [50, 90, 99, 99.9]).map(us =>
    // A bucket ends above the values in it.
    Math.min(us / 1000, maxMs),
  )
  return { p50Ms, p90Ms, p99Ms, p999Ms, maxMs, hdr: formatHdr(arrivals) }
}

/** What the readings of all phases come to. Takes some ms. */
export function summarizePhases({ startup, running, ending }: PhaseReadings): Pick<Summary, 'delay' | 'phaseDelays'> {
  const others: NonNullable<Summary['phaseDelays']> = {}
  if (startup.some(hasSeen)) others.startup = summarizeDelay(startup)
  if (ending.some(hasSeen)) others.ending = summarizeDelay(ending)
  return { delay: summarizeDelay(running), ...(Object.keys(others).length > 0 ? { phaseDelays: others } : {}) }
}

function hasSeen({ samples }: DelayReading): boolean {
  return samples.length > 0
}

/** Intervals are counted up to whole microseconds. */
const US_PER_MS = 1000

/**
 * Puts each interval in the place of what the timer saw of it: an interval that is as long, or longer by as much as the timer had waited already.
 */
function addIntervals(
  samples: DelaySample[],
  busyIntervalsMs: ReadonlyMap<number, number>,
  resolutionMs: number,
): DelaySample[] {
  const left = samples.map(sample => ({ ...sample }))
  const added: DelaySample[] = []
  for (const [busyIntervalMs, count] of [...busyIntervalsMs].sort(([a], [b]) => b - a)) {
    added.push({ intervalMs: busyIntervalMs + resolutionMs, count })
    takeSeen(left, { leastMs: busyIntervalMs - GRAIN_MS, mostMs: busyIntervalMs + resolutionMs + GRAIN_MS, count })
  }
  return [...left.filter(({ count }) => count > 0), ...added].sort((a, b) => a.intervalMs - b.intervalMs)
}

/** Timers have a grain of 1 ms, and the native histogram is exact to 0.1 %. */
const GRAIN_MS = 2

function takeSeen(samples: DelaySample[], wanted: { leastMs: number; mostMs: number; count: number }): void {
  let { count } = wanted
  for (let index = samples.length - 1; index >= 0 && count > 0; index -= 1) {
    const sample = samples[index]
    if (!sample || sample.intervalMs > wanted.mostMs) continue
    if (sample.intervalMs < wanted.leastMs) return
    const taken = Math.min(sample.count, count)
    sample.count -= taken
    count -= taken
  }
}

/**
 * What somebody who comes at a random moment has to wait: one arrival each ms of all intervals. An interval of the timer that was
 * `late` ms too long made those who came in these `late` ms wait between 0 and `late` ms, all waits alike. This is the correction for
 * coordinated omission: a sampler that waits behind a block too counts the block once, however many came meanwhile.
 *
 * @param samples intervals between firings of a timer of `resolutionMs`, shortest first
 */
export function foldArrivals(samples: readonly DelaySample[], resolutionMs: number): HdrCounts {
  const late = samples.map(({ intervalMs, count }) => {
    const lateUs = Math.max(0, intervalMs - resolutionMs) * 1000
    return { lateUs, count, bucket: findBucket(lateUs), onTimeUs: intervalMs * 1000 - lateUs }
  })
  let next = late.pop()
  const highest = next?.bucket ?? 0
  const arrivals = new Float64Array(highest + 1)
  let onTimeUs = 0
  let longerCount = 0
  // Starts at 1 so that the longest delay is counted, however rare.
  let carry = highest > 0 ? 1 : 0
  for (let bucket = highest; bucket >= 0; bucket -= 1) {
    let spentUs = longerCount * findBucketWidthUs(bucket)
    for (; next?.bucket === bucket; next = late.pop()) {
      longerCount += next.count
      spentUs += (next.lateUs - findBucketLowestUs(bucket)) * next.count
      onTimeUs += next.onTimeUs * next.count
    }
    carry += spentUs / US_PER_ARRIVAL
    arrivals[bucket] = Math.floor(carry)
    carry %= 1
  }
  arrivals[0] = (arrivals[0] ?? 0) + Math.round(onTimeUs / US_PER_ARRIVAL)
  return arrivals
}

/** One arrival each ms: a count holds 24 days of a thread's time in 31 bits, which is what readers of such histograms often have. */
const US_PER_ARRIVAL = 1000

/** The part of a native histogram that is read. */
export interface NativeHistogram {
  readonly count: number
  /** Value that `percentile` % of all values do not exceed, in ns. */
  percentile(percentile: number): number
}

/**
 * Reads a native histogram, shortest interval first. It has no list of its values, so it is asked for ranks: the ranks between two are
 * asked for only while their values are further apart than {@link isClose} allows. At most a few hundred questions of 15 µs.
 */
export function readDelaySamples(histogram: NativeHistogram): DelaySample[] {
  const { count } = histogram
  if (count === 0) return []
  const readMs = (rank: number): number => histogram.percentile((100 * rank) / count) / 1e6
  const samples: DelaySample[] = [{ intervalMs: readMs(1), count: 1 }]
  // Ranks above `low` up to `high` are still to be told.
  const pending = [{ low: 1, lowMs: readMs(1), high: count, highMs: readMs(count) }]
  for (let range = pending.pop(); range !== undefined; range = pending.pop()) {
    const { low, lowMs, high, highMs } = range
    if (high === low) continue
    if (high - low === 1 || isClose(lowMs, highMs)) {
      samples.push({ intervalMs: highMs, count: high - low })
      continue
    }
    const middle = Math.floor((low + high) / 2)
    const middleMs = readMs(middle)
    pending.push({ low: middle, lowMs: middleMs, high, highMs }, { low, lowMs, high: middle, highMs: middleMs })
  }
  return samples
}

/** Within 2 % or 0.1 ms. */
function isClose(lowMs: number, highMs: number): boolean {
  return highMs - lowMs <= Math.max(0.1, highMs * 0.02)
}
