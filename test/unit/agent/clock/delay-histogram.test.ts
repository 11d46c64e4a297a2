import fc from 'fast-check'
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { describe, expect, test } from 'vitest'
import { foldArrivals } from '../../../../src/agent/clock/loop-delay.js'
import { formatHdr, readPercentilesUs } from '../../../../src/model/hdr-counts.js'
import type { DelaySample } from '../../../../src/model/report.js'

const RESOLUTION_MS = 10

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((total, count) => total + count, 0)
}

const samples: fc.Arbitrary<DelaySample[]> = fc
  .array(
    fc.record({ intervalMs: fc.double({ min: 0, max: 5000, noNaN: true }), count: fc.integer({ min: 1, max: 2000 }) }),
  )
  .map(list => list.sort((a, b) => a.intervalMs - b.intervalMs))

describe('foldArrivals', () => {
  test('counts one arrival a millisecond', () => {
    fc.assert(
      fc.property(samples, list => {
        const totalMs = sum(list.map(({ intervalMs, count }) => intervalMs * count))
        expect(Math.abs(sum(foldArrivals(list, RESOLUTION_MS)) - totalMs)).toBeLessThanOrEqual(2)
      }),
    )
  })

  test('has all arrivals on time when no interval was too long', () => {
    expect([...foldArrivals([{ intervalMs: 9.5, count: 100 }], RESOLUTION_MS)]).toEqual([950])
    expect([...foldArrivals([], RESOLUTION_MS)]).toEqual([0])
  })

  test('tells a program that blocks 200 ms of every 300 ms as arithmetic does', () => {
    // A third of all arrivals is on time, the others wait 0 to 200 ms, all waits alike: P(wait > x) = 2/3 (1 - x/200).
    const list = [
      { intervalMs: 10, count: 9 * 1000 },
      { intervalMs: 210, count: 1000 },
    ]
    const arrivals = foldArrivals(list, RESOLUTION_MS)
    expect(Math.abs(sum(arrivals) - 300_000)).toBeLessThanOrEqual(1)
    const [p30, p50, p90, p99, p999] = readPercentilesUs(arrivals, [30, 50, 90, 99, 99.9]).map(
      us => Math.round(us / 100) / 10,
    )
    expect(p30).toBe(0)
    expect(p50).toBeCloseTo(50, 0)
    expect(p90).toBeCloseTo(170, 0)
    expect(p99).toBeCloseTo(197, 0)
    expect(p999).toBeCloseTo(199.7, 0)
  })

  test('keeps the longest delay, however rare', () => {
    const list = [
      { intervalMs: 10, count: 360_000 },
      { intervalMs: 1010, count: 1 },
    ]
    const [longestUs = 0] = readPercentilesUs(foldArrivals(list, RESOLUTION_MS), [100])
    expect(longestUs / 1000).toBeCloseTo(1000, 0)
  })

  test('counts a delay of 50 minutes, which has more than 31 bits of µs', () => {
    const [longestUs = 0] = readPercentilesUs(foldArrivals([{ intervalMs: 3_000_010, count: 1 }], RESOLUTION_MS), [100])
    expect(Math.abs(longestUs / 3e9 - 1)).toBeLessThan(0.001)
  })

  test('corrects as HdrHistogram does for somebody who comes every millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 5000 }), fc.integer({ min: 1, max: 50 }), (lateMs, count) => {
        const uncorrected = build({ bitBucketSize: 32, autoResize: true })
        uncorrected.recordValueWithCount(lateMs * 1000, count)
        const theirs = uncorrected.copyCorrectedForCoordinatedOmission(1000)
        const percentiles = [25, 50, 90, 99]
        const ours = readPercentilesUs(foldArrivals([{ intervalMs: lateMs, count }], 0), percentiles)
        for (const [index, percentile] of percentiles.entries()) {
          const theirsUs = theirs.getValueAtPercentile(percentile)
          // Their waits are whole steps of 1 ms, and of a single block ours are too.
          expect(Math.abs((ours[index] ?? 0) - theirsUs)).toBeLessThanOrEqual(2000 + theirsUs / 500)
        }
      }),
    )
  })
})

describe('formatHdr', () => {
  test('writes what hdr-histogram-js writes', () => {
    fc.assert(
      fc.property(samples, list => {
        const arrivals = foldArrivals(list, RESOLUTION_MS)
        const theirs = build({ lowestDiscernibleValue: 1, highestTrackableValue: 3_600_000_000, autoResize: false })
        for (const [bucket, count] of arrivals.entries()) {
          if (count > 0) theirs.recordValueWithCount(bucket < 2048 ? bucket : findLowestUs(bucket), count)
        }
        const decoded = decodeFromCompressedBase64(formatHdr(arrivals))
        expect(encodeIntoCompressedBase64(decoded)).toBe(encodeIntoCompressedBase64(theirs))
      }),
    )
  })

  test('agrees with hdr-histogram-js on percentiles', () => {
    fc.assert(
      fc.property(
        samples.filter(list => list.length > 0),
        list => {
          const arrivals = foldArrivals(list, RESOLUTION_MS)
          const decoded = decodeFromCompressedBase64(formatHdr(arrivals))
          const percentiles = [50, 90, 99, 99.9, 100]
          expect(readPercentilesUs(arrivals, percentiles)).toEqual(
            percentiles.map(percentile => decoded.getValueAtPercentile(percentile)),
          )
        },
      ),
    )
  })

  test('writes counts of more than 32 bits', () => {
    const decoded = decodeFromCompressedBase64(formatHdr(Float64Array.of(2 ** 33 + 5, 0, 0, 7)), 64)
    expect(decoded.totalCount).toBe(2 ** 33 + 12)
  })

  test('writes an empty histogram that reads back as empty', () => {
    const decoded = decodeFromCompressedBase64(formatHdr(foldArrivals([], RESOLUTION_MS)))
    expect(decoded.totalCount).toBe(0)
    expect(decoded.maxValue).toBe(0)
  })
})

/** HdrHistogram with three digits: 2048 buckets of 1 µs, then 1024 each of 2, 4, 8 … µs. */
function findLowestUs(bucket: number): number {
  const level = Math.floor(bucket / 1024) - 1
  return (bucket - level * 1024) * 2 ** level
}
