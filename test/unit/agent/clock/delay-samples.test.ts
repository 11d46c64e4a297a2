import { createHistogram } from 'node:perf_hooks'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDelaySamples } from '../../../../src/agent/clock/loop-delay.js'

function record(valuesMs: number[]): ReturnType<typeof createHistogram> {
  const histogram = createHistogram({ lowest: 1, highest: 3.6e12, figures: 3 })
  for (const valueMs of valuesMs) histogram.record(Math.round(valueMs * 1e6))
  return histogram
}

describe('readDelaySamples', () => {
  test('is empty when nothing was recorded', () => {
    expect(readDelaySamples(record([]))).toEqual([])
  })

  test('reads a single value', () => {
    // Three digits: a native value ends at most 0.1 % above the recorded one.
    const [sample, ...rest] = readDelaySamples(record([60]))
    expect(rest).toEqual([])
    expect(sample?.count).toBe(1)
    expect(sample?.intervalMs).toBeCloseTo(60, 0)
  })

  test('counts every value once, close to where it was', () => {
    const between = (min: number, max: number) =>
      fc.array(fc.double({ min, max, noNaN: true }), { minLength: 1, maxLength: 300 })
    const values = fc.oneof(between(0.01, 1e6), between(10, 40), between(10, 11))
    fc.assert(
      fc.property(values, valuesMs => {
        const sorted = [...valuesMs].sort((a, b) => a - b)
        const samples = readDelaySamples(record(valuesMs))
        const read = samples.flatMap(({ intervalMs, count }) => Array<number>(count).fill(intervalMs))
        expect(read).toHaveLength(sorted.length)
        for (const [rank, intervalMs] of read.entries()) {
          const truthMs = sorted[rank] ?? 0
          // What the reader may be off, and what the native histogram is.
          expect(Math.abs(intervalMs - truthMs)).toBeLessThanOrEqual(
            Math.max(0.1, truthMs * 0.02) * 1.03 + truthMs * 0.002,
          )
        }
      }),
    )
  })

  test('asks a few times only about a loop that is on time', () => {
    const histogram = record(Array.from({ length: 100_000 }, (_, index) => 10 + (index % 10) / 100))
    let questionCount = 0
    readDelaySamples({
      count: histogram.count,
      percentile: percentile => {
        questionCount += 1
        return histogram.percentile(percentile)
      },
    })
    expect(questionCount).toBeLessThan(10)
  })
})
