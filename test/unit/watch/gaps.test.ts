import { expect, test } from 'vitest'
import { createGaps } from '../../../src/watch/gaps.js'

const untold = { read: () => undefined }

test('tells how much of a stretch lies in gaps of the watchdog', () => {
  const gaps = createGaps(untold)
  gaps.record({ atMs: 1400, overdueMs: 300 })
  gaps.record({ atMs: 1500, overdueMs: 25 })
  expect(gaps.measure(1200, 1600)?.leastMs).toBe(225)
  expect(gaps.measure(1200, 1300)?.leastMs).toBe(100)
  expect(gaps.measure(1480, 1600)).toEqual({ leastMs: 20, mostMs: 20, spans: [{ startMs: 1475, endMs: 1500 }] })
  expect(gaps.measure(1500, 1600)).toBeUndefined()
})

test('a stop may have begun as soon as the watchdog went to sleep', () => {
  const gaps = createGaps(untold)
  gaps.record({ atMs: 1000, overdueMs: 0 })
  gaps.record({ atMs: 3000, overdueMs: 1970 })
  expect(gaps.measure(0, 5000)).toEqual({ leastMs: 1970, mostMs: 2000, spans: [{ startMs: 1030, endMs: 3000 }] })
})

test('oversleeping a little is no gap', () => {
  const gaps = createGaps(untold)
  gaps.record({ atMs: 1400, overdueMs: 19 })
  expect(gaps.measure(1000, 1500)).toBeUndefined()
})

test('a watchdog that waited for a core did not stand still', () => {
  let waitMs = 10
  const gaps = createGaps({ read: () => ({ cpuMs: 0, waitMs }) })
  waitMs += 295
  gaps.record({ atMs: 1400, overdueMs: 300 })
  expect(gaps.measure(1000, 2000)).toBeUndefined()
  waitMs += 100
  gaps.record({ atMs: 3000, overdueMs: 1100 })
  expect(gaps.measure(1000, 4000)?.leastMs).toBe(1000)
})

test('remembers a bounded number of gaps, the latest ones', () => {
  const gaps = createGaps(untold)
  for (let turn = 1; turn <= 1000; turn += 1) gaps.record({ atMs: turn * 1000, overdueMs: 50 })
  expect(gaps.measure(0, 500_000)).toBeUndefined()
  expect(gaps.measure(999_000, 1_000_000)?.leastMs).toBe(50)
})
