import { expect, test } from 'vitest'
import { createGaps } from '../../../src/watch/gaps.js'

test('tells the longest part of a gap of the watchdog that lies in the stretch', () => {
  const gaps = createGaps()
  gaps.record({ atMs: 1400, overdueMs: 300 })
  gaps.record({ atMs: 1500, overdueMs: 25 })
  expect(gaps.findLongestMs(1200, 1600)).toBe(200)
  expect(gaps.findLongestMs(1200, 1300)).toBe(100)
  expect(gaps.findLongestMs(1450, 1600)).toBe(25)
  expect(gaps.findLongestMs(1500, 1600)).toBe(0)
})

test('oversleeping a little is no gap', () => {
  const gaps = createGaps()
  gaps.record({ atMs: 1400, overdueMs: 19 })
  expect(gaps.findLongestMs(1000, 1500)).toBe(0)
})

test('remembers a bounded number of gaps, the latest ones', () => {
  const gaps = createGaps()
  for (let turn = 1; turn <= 1000; turn += 1) gaps.record({ atMs: turn * 1000, overdueMs: 50 })
  expect(gaps.findLongestMs(0, 500_000)).toBe(0)
  expect(gaps.findLongestMs(999_000, 1_000_000)).toBe(50)
})
