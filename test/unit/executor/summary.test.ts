import { decodeFromCompressedBase64 } from 'hdr-histogram-js'
import { expect, test } from 'vitest'
import { createDurations, createTally } from '../../../src/executor/summary.js'

test('is empty at first', () => {
  expect(createDurations().summarize()).toMatchObject({ count: 0, p50Ms: 0, p90Ms: 0, p99Ms: 0, maxMs: 0 })
})

test('tells percentiles to three digits, and the longest exactly', () => {
  const durations = createDurations()
  for (let ms = 1; ms <= 1000; ms += 1) durations.record(ms + 0.0004)
  const { count, p50Ms, p90Ms, p99Ms, maxMs, hdr } = durations.summarize()
  expect({ count, maxMs }).toEqual({ count: 1000, maxMs: 1000.0004 })
  expect(p50Ms / 500).toBeCloseTo(1, 2)
  expect(p90Ms / 900).toBeCloseTo(1, 2)
  expect(p99Ms / 990).toBeCloseTo(1, 2)
  expect(decodeFromCompressedBase64(hdr).totalCount).toBe(1000)
})

test('takes a clock that steps back for no time', () => {
  const durations = createDurations()
  durations.record(-1)
  expect(durations.summarize()).toMatchObject({ count: 1, maxMs: 0 })
})

test('counts the times of each task that has ended, also of the last ones', () => {
  const tally = createTally()
  for (const waitMs of [0, 4, 8]) tally.recordStart(waitMs)
  tally.recordEnd(20, 21)
  tally.recordEnd(30, 34)
  tally.recordStart(16)
  tally.recordEnd(40, 41)
  for (let times = 0; times < 2; times++) {
    const { queueWait, run, handOver } = tally.summarize()
    expect([queueWait.count, queueWait.maxMs]).toEqual([4, 16])
    expect([run.count, run.maxMs]).toEqual([3, 40])
    expect([handOver.count, handOver.maxMs]).toEqual([3, 4])
  }
})
