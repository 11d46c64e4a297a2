import { deflateSync } from 'node:zlib'

/**
 * Counts by value, in the buckets of an HdrHistogram of three digits whose unit is 1 µs. This is done here, since loading
 * hdr-histogram-js takes 25 ms and its first use 10 ms more, too long for the thread that is watched.
 */
export type HdrCounts = Float64Array

/**
 * For each of `percentiles`, in rising order, the highest value of that share of values that are least, in µs; 0 when there are none.
 */
export function readPercentilesUs(counts: HdrCounts, percentiles: readonly number[]): number[] {
  let total = 0
  for (let bucket = 0; bucket < counts.length; bucket += 1) total += counts[bucket] ?? 0
  let bucket = 0
  let seen = counts[0] ?? 0
  return percentiles.map(percentile => {
    // Percentages are off in their last digits.
    const wanted = Math.min(total, (total * percentile) / 100 - 1e-6)
    while (seen < wanted) {
      bucket += 1
      seen += counts[bucket] ?? 0
    }
    return bucket === 0 ? 0 : findHighestUs(bucket)
  })
}

/** The counts as an HdrHistogram in µs, V2 compressed, base64. */
export function formatHdr(counts: HdrCounts): string {
  const coded = formatCounts(counts)
  const histogram = Buffer.alloc(40 + coded.length)
  histogram.writeInt32BE(V2_COOKIE, 0)
  histogram.writeInt32BE(coded.length, 4)
  histogram.writeInt32BE(1, 8)
  histogram.writeInt32BE(SIGNIFICANT_DIGITS, 12)
  histogram.writeBigInt64BE(1n, 16)
  histogram.writeBigInt64BE(BigInt(HIGHEST_US), 24)
  histogram.writeBigInt64BE(1n, 32)
  histogram.set(coded, 40)
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
function formatCounts(counts: HdrCounts): number[] {
  const bytes: number[] = []
  let emptyCount = 0
  for (let bucket = 0; bucket < counts.length; bucket += 1) {
    const count = counts[bucket] ?? 0
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

/** Index of the bucket of a value. */
export function findBucket(us: number): number {
  const whole = Math.min(Math.floor(us), HIGHEST_US)
  const level = Math.max(0, 31 - Math.clz32(whole) - HALF_COUNT_BITS)
  return (level << HALF_COUNT_BITS) + (whole >>> level)
}

function findLevel(bucket: number): number {
  return Math.max(0, (bucket >>> HALF_COUNT_BITS) - 1)
}

/** How many µs a bucket is wide. */
export function findBucketWidthUs(bucket: number): number {
  return 1 << findLevel(bucket)
}

/** Smallest value that falls into a bucket, in µs. */
export function findBucketLowestUs(bucket: number): number {
  const level = findLevel(bucket)
  // Not shifted: it may pass 2^31.
  return (bucket - (level << HALF_COUNT_BITS)) * (1 << level)
}

function findHighestUs(bucket: number): number {
  return findBucketLowestUs(bucket) + findBucketWidthUs(bucket) - 1
}
