import { expect, test } from 'vitest'
import { findFirstSampleMs, findSampleIntervalMs, isHangDue } from '../../../src/protocol/cadence.js'

test('the first sample leaves time for two more before the block counts', () => {
  const firstMs = findFirstSampleMs(50)
  expect(firstMs).toBe(20)
  expect(firstMs + findSampleIntervalMs(1) + findSampleIntervalMs(2)).toBeLessThan(50)
})

test('samples are 10 ms apart at first, then ever further, so that 64 of them last about a minute', () => {
  const intervals = Array.from({ length: 64 }, (_, sampleCount) => findSampleIntervalMs(sampleCount))
  const totalMs = intervals.reduce((sum, interval) => sum + interval, 0)
  expect(intervals.slice(0, 25)).toEqual(Array(25).fill(10))
  expect(intervals.every((interval, index) => interval >= (intervals[index - 1] ?? 0))).toBe(true)
  expect(totalMs).toBeGreaterThan(30_000)
  expect(totalMs).toBeLessThan(120_000)
})

test('a hang is due after the time asked for, and at each doubling of it', () => {
  expect(isHangDue(4999, 5000, 0)).toBe(false)
  expect(isHangDue(5000, 5000, 0)).toBe(true)
  expect(isHangDue(9999, 5000, 1)).toBe(false)
  expect(isHangDue(10_000, 5000, 1)).toBe(true)
  expect(isHangDue(20_000, 5000, 2)).toBe(true)
})
