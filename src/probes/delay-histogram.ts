import type { DelaySample } from '../model/delay.js'
import { findBucket, findBucketLowestUs, findBucketWidthUs, type HdrCounts } from '../model/hdr-counts.js'

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
