import { findBucket, formatHdr, type HdrCounts, readPercentilesUs } from '../model/hdr-counts.js'

/** How long something took, over many times. */
export interface DurationSummary {
  count: number
  p50Ms: number
  p90Ms: number
  p99Ms: number
  maxMs: number
  /** The histogram in microseconds, HdrHistogram V2 compressed, base64: merges across processes and machines. */
  hdr: string
}

/** Durations, counted. */
export interface Durations {
  record(durationMs: number): void
  summarize(): DurationSummary
}

/** Creates an empty histogram. It grows with the longest duration, up to 200 kB for an hour. */
export function createDurations(): Durations {
  let counts: HdrCounts = new Float64Array(FIRST_BUCKETS)
  let count = 0
  let maxMs = 0
  return {
    record: durationMs => {
      const bucket = findBucket(Math.max(0, durationMs) * 1000)
      if (bucket >= counts.length) counts = grow(counts, bucket)
      counts[bucket] = (counts[bucket] ?? 0) + 1
      count += 1
      if (durationMs > maxMs) maxMs = durationMs
    },
    summarize: () => {
      // A bucket ends above the values in it.
      const [p50Ms = 0, p90Ms = 0, p99Ms = 0] = readPercentilesUs(counts, [50, 90, 99]).map(us =>
        Math.min(us / 1000, maxMs),
      )
      return { count, p50Ms, p90Ms, p99Ms, maxMs, hdr: formatHdr(counts) }
    },
  }
}

/** Durations under 16 ms. */
const FIRST_BUCKETS = 5 * 1024

function grow(counts: HdrCounts, bucket: number): HdrCounts {
  const grown = new Float64Array(Math.max(2 * counts.length, bucket + 1))
  grown.set(counts)
  return grown
}
