import { describe, expect, test } from 'vitest'
import type { Gap } from '../../../src/protocol/stalls.js'
import { createGaps } from '../../../src/watchdog/standstill.js'

const untold = { read: () => undefined }

test('tells how much of a stretch lies in gaps of the watchdog', () => {
  const gaps = createGaps({ threadTime: untold })
  gaps.record({ atMs: 1400, askedMs: 25, overdueMs: 300 })
  gaps.record({ atMs: 1500, askedMs: 25, overdueMs: 25 })
  expect(gaps.measure(1200, 1600)?.leastMs).toBe(225)
  expect(gaps.measure(1200, 1300)?.leastMs).toBe(100)
  expect(gaps.measure(1480, 1600)).toEqual({ leastMs: 20, mostMs: 20, spans: [{ startMs: 1475, endMs: 1500 }] })
  expect(gaps.measure(1500, 1600)).toBeUndefined()
})

test('a stop may have begun as soon as the watchdog went to sleep', () => {
  const gaps = createGaps({ threadTime: untold })
  gaps.record({ atMs: 1000, askedMs: 25, overdueMs: 0 })
  gaps.record({ atMs: 3000, askedMs: 25, overdueMs: 1970 })
  expect(gaps.measure(0, 5000)).toEqual({ leastMs: 1970, mostMs: 2000, spans: [{ startMs: 1030, endMs: 3000 }] })
})

test('oversleeping a little is no gap', () => {
  const gaps = createGaps({ threadTime: untold })
  gaps.record({ atMs: 1400, askedMs: 25, overdueMs: 19 })
  expect(gaps.measure(1000, 1500)).toBeUndefined()
})

test('a gap is told once, when it is over', () => {
  const told: Gap[] = []
  const gaps = createGaps({ threadTime: untold, onGap: gap => told.push(gap) })
  gaps.record({ atMs: 1000, askedMs: 25, overdueMs: 0 })
  gaps.record({ atMs: 3000, askedMs: 25, overdueMs: 1970 })
  gaps.record({ atMs: 3026, askedMs: 25, overdueMs: 1 })
  expect(told).toEqual([{ sure: { startMs: 1030, endMs: 3000 }, possible: { startMs: 1000, endMs: 3000 } }])
})

describe('where the system tells what the watchdog did', () => {
  const start = () => {
    const times = { cpuMs: 3, waitMs: 10 }
    const gaps = createGaps({ threadTime: { read: () => ({ ...times }) } })
    gaps.record({ atMs: 1000, askedMs: 0, overdueMs: 0 })
    return { gaps, times }
  }

  test('one that waited for a core did not stand still', () => {
    const { gaps, times } = start()
    times.waitMs += 295
    gaps.record({ atMs: 1325, askedMs: 25, overdueMs: 300 })
    expect(gaps.measure(1000, 2000)).toBeUndefined()
    times.waitMs += 100
    gaps.record({ atMs: 2450, askedMs: 25, overdueMs: 1100 })
    expect(gaps.measure(1000, 4000)?.leastMs).toBe(1000)
  })

  test('one that computed did not stand still', () => {
    const { gaps, times } = start()
    times.cpuMs += 300
    gaps.record({ atMs: 1325, askedMs: 25, overdueMs: 0 })
    expect(gaps.measure(1000, 2000)).toBeUndefined()
  })

  test('one that was stopped while it was awake did, though it slept no longer than asked', () => {
    const { gaps, times } = start()
    times.cpuMs += 1
    gaps.record({ atMs: 3026, askedMs: 25, overdueMs: 0 })
    expect(gaps.measure(1000, 4000)).toEqual({ leastMs: 2000, mostMs: 2026, spans: [{ startMs: 1026, endMs: 3026 }] })
  })

  test('it is not asked at each look', () => {
    let askedCount = 0
    const gaps = createGaps({ threadTime: { read: () => ({ cpuMs: askedCount++, waitMs: 0 }) } })
    for (let turn = 1; turn <= 1000; turn += 1) gaps.record({ atMs: 1000 + turn * 25.2, askedMs: 25, overdueMs: 0.1 })
    expect(askedCount).toBeLessThanOrEqual(1 + 1000 / 49)
    expect(gaps.measure(1100, 30_000)).toBeUndefined()
  })

  test('one that stopped shortly after many looks at which it was not asked did', () => {
    const { gaps, times } = start()
    for (let turn = 1; turn <= 40; turn += 1) {
      times.cpuMs += 0.2
      gaps.record({ atMs: 1000 + turn * 25.2, askedMs: 25, overdueMs: 0.1 })
    }
    gaps.record({ atMs: 2008 + 45, askedMs: 25, overdueMs: 20 })
    expect(gaps.measure(1000, 4000)?.leastMs).toBeCloseTo(20, 6)
  })

  test('one that waited for a core after many looks at which it was not asked did not', () => {
    const { gaps, times } = start()
    // As bad as it gets: what those looks left open was no use of a core.
    for (let turn = 1; turn <= 4; turn += 1) gaps.record({ atMs: 1000 + turn * 27.4, askedMs: 25, overdueMs: 2.4 })
    times.waitMs += 300
    gaps.record({ atMs: 1109.6 + 325, askedMs: 25, overdueMs: 300 })
    expect(gaps.measure(1000, 4000)).toBeUndefined()
  })

  test('many short waits for a core are no stop', () => {
    const { gaps, times } = start()
    for (let turn = 1; turn <= 100; turn += 1) {
      times.waitMs += 9
      gaps.record({ atMs: 1000 + turn * 34, askedMs: 25, overdueMs: 9 })
    }
    expect(gaps.measure(1000, 9000)).toBeUndefined()
  })

  test('one that was woken before it had asked to be did not', () => {
    const { gaps } = start()
    gaps.record({ atMs: 1005, askedMs: 25, overdueMs: 0 })
    expect(gaps.measure(0, 4000)).toBeUndefined()
  })
})

test('remembers a bounded number of gaps, the latest ones', () => {
  const gaps = createGaps({ threadTime: untold })
  for (let turn = 1; turn <= 1000; turn += 1) gaps.record({ atMs: turn * 1000, askedMs: 25, overdueMs: 50 })
  expect(gaps.measure(0, 500_000)).toBeUndefined()
  expect(gaps.measure(999_000, 1_000_000)?.leastMs).toBe(50)
})
