import { deflateSync } from 'node:zlib'
import type { DelaySample } from './delay-samples.js'

/**
 * Counts of arrivals by delay, in the buckets of an HdrHistogram of three digits whose unit is 1 µs: index 0 is on time. This is done
 * here, since loading hdr-histogram-js takes 25 ms and its first use 10 ms more, too long for the thread that is watched.
 */
export type ArrivalCounts = Float64Array

/**
 * What somebody who comes at a random moment has to wait: one arrival each ms of all intervals. An interval of the timer that was
 * `late` ms too long made those who came in these `late` ms wait between 0 and `late` ms, all waits alike. This is the correction for
 * coordinated omission: a sampler that waits behind a block too counts the block once, however many came meanwhile.
 *
 * @param samples intervals between firings of a timer of `resolutionMs`, shortest first
 */
export function foldArrivals(samples: readonly DelaySample[], resolutionMs: number): ArrivalCounts {
  const late = samples.map(({ intervalMs, count }) => {
    const lateUs = Math.max(0, intervalMs - resolutionMs) * 1000
    return { lateUs, count, bucket: findBucket(lateUs), onTimeUs: intervalMs * 1000 - lateUs }
  })
  let next = late.pop()
  const highest = next?.bucket ?? 0
  const arrivals = new Float64Array(highest + 1)
  let onTimeUs = 0
  let longerCount = 0
  // Starts just below 1 so that the longest delay is counted, however rare.
  let carry = highest > 0 ? 1 - Number.EPSILON : 0
  for (let bucket = highest; bucket >= 0; bucket -= 1) {
    let spentUs = longerCount * findWidthUs(bucket)
    for (; next?.bucket === bucket; next = late.pop()) {
      longerCount += next.count
      spentUs += (next.lateUs - findLowestUs(bucket)) * next.count
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

/**
 * For each of `percentiles`, in rising order, the longest wait of that share of arrivals that waited least, in µs; 0 when nobody came.
 */
export function readPercentilesUs(arrivals: ArrivalCounts, percentiles: readonly number[]): number[] {
  let total = 0
  for (let bucket = 0; bucket < arrivals.length; bucket += 1) total += arrivals[bucket] ?? 0
  let bucket = 0
  let seen = arrivals[0] ?? 0
  return percentiles.map(percentile => {
    // Percentages are off in their last digits.
    const wanted = Math.min(total, (total * percentile) / 100 - 1e-6)
    while (seen < wanted) {
      bucket += 1
      seen += arrivals[bucket] ?? 0
    }
    return bucket === 0 ? 0 : findHighestUs(bucket)
  })
}

/** The counts as an HdrHistogram in µs, V2 compressed, base64. */
export function formatHdr(arrivals: ArrivalCounts): string {
  const counts = formatCounts(arrivals)
  const histogram = Buffer.alloc(40 + counts.length)
  histogram.writeInt32BE(V2_COOKIE, 0)
  histogram.writeInt32BE(counts.length, 4)
  histogram.writeInt32BE(1, 8)
  histogram.writeInt32BE(SIGNIFICANT_DIGITS, 12)
  histogram.writeBigInt64BE(1n, 16)
  histogram.writeBigInt64BE(BigInt(HIGHEST_US), 24)
  histogram.writeBigInt64BE(1n, 32)
  histogram.set(counts, 40)
  const compressed = deflateSync(histogram)
  const header = Buffer.alloc(8)
  header.writeInt32BE(V2_COMPRESSED_COOKIE, 0)
  header.writeInt32BE(compressed.length, 4)
  return Buffer.concat([header, compressed]).toString('base64')
}

const V2_COOKIE = 0x1c849313
const V2_COMPRESSED_COOKIE = 0x1c849314
const SIGNIFICANT_DIGITS = 3
/** Node's own histogram ends at one hour. */
const HIGHEST_US = 3_600_000_000

/** Counts as ZigZag LEB128 numbers; a run of empty buckets is its length, negative. */
function formatCounts(arrivals: ArrivalCounts): number[] {
  const bytes: number[] = []
  let emptyCount = 0
  for (let bucket = 0; bucket < arrivals.length; bucket += 1) {
    const count = arrivals[bucket] ?? 0
    if (count === 0) {
      emptyCount += 1
      continue
    }
    if (emptyCount > 0) pushZigZag(bytes, emptyCount === 1 ? 0 : -emptyCount)
    pushZigZag(bytes, count)
    emptyCount = 0
  }
  return bytes.length === 0 ? [0] : bytes
}

// Counts pass 2^31, so that shifting, which works on 32 bits, will not do.
function pushZigZag(bytes: number[], value: number): void {
  let rest = value < 0 ? -2 * value - 1 : 2 * value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  bytes.push(rest)
}

/** Buckets 0 to 2047 are 1 µs wide, the next 1024 are 2 µs wide, the next 1024 4 µs, and so on. */
const HALF_COUNT_BITS = 10

function findBucket(us: number): number {
  const whole = Math.min(Math.floor(us), HIGHEST_US)
  const level = Math.max(0, 31 - Math.clz32(whole) - HALF_COUNT_BITS)
  return (level << HALF_COUNT_BITS) + (whole >>> level)
}

function findLevel(bucket: number): number {
  return Math.max(0, (bucket >>> HALF_COUNT_BITS) - 1)
}

function findWidthUs(bucket: number): number {
  return 1 << findLevel(bucket)
}

function findLowestUs(bucket: number): number {
  const level = findLevel(bucket)
  // Not shifted: it may pass 2^31.
  return (bucket - (level << HALF_COUNT_BITS)) * (1 << level)
}

function findHighestUs(bucket: number): number {
  return findLowestUs(bucket) + findWidthUs(bucket) - 1
}
