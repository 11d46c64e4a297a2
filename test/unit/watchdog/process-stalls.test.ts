import { describe, expect, test } from 'vitest'
import type { Stall } from '../../../src/protocol/stalls.js'
import { createProcessStalls } from '../../../src/watchdog/process-stalls.js'

const untold = { read: () => undefined }

test('tells how much of an interval lies in stalls of the watchdog', () => {
  const stalls = createProcessStalls({ threadTime: untold })
  stalls.record({ atMs: 1400, askedMs: 25, overdueMs: 300 })
  stalls.record({ atMs: 1500, askedMs: 25, overdueMs: 25 })
  expect(stalls.measure(1200, 1600)?.leastMs).toBe(225)
  expect(stalls.measure(1200, 1300)?.leastMs).toBe(100)
  expect(stalls.measure(1480, 1600)).toEqual({ leastMs: 20, mostMs: 20, spans: [{ startMs: 1475, endMs: 1500 }] })
  expect(stalls.measure(1500, 1600)).toBeUndefined()
})

test('a stop may have begun as soon as the watchdog went to sleep', () => {
  const stalls = createProcessStalls({ threadTime: untold })
  stalls.record({ atMs: 1000, askedMs: 25, overdueMs: 0 })
  stalls.record({ atMs: 3000, askedMs: 25, overdueMs: 1970 })
  expect(stalls.measure(0, 5000)).toEqual({ leastMs: 1970, mostMs: 2000, spans: [{ startMs: 1030, endMs: 3000 }] })
})

test('oversleeping a little is no stall', () => {
  const stalls = createProcessStalls({ threadTime: untold })
  stalls.record({ atMs: 1400, askedMs: 25, overdueMs: 19 })
  expect(stalls.measure(1000, 1500)).toBeUndefined()
})

test('a stall is told once, when it is over', () => {
  const told: Stall[] = []
  const stalls = createProcessStalls({ threadTime: untold, onStall: stall => told.push(stall) })
  stalls.record({ atMs: 1000, askedMs: 25, overdueMs: 0 })
  stalls.record({ atMs: 3000, askedMs: 25, overdueMs: 1970 })
  stalls.record({ atMs: 3026, askedMs: 25, overdueMs: 1 })
  expect(told).toEqual([{ sure: { startMs: 1030, endMs: 3000 }, possible: { startMs: 1000, endMs: 3000 } }])
})

describe('where the system tells what the watchdog did', () => {
  const start = () => {
    const times = { cpuMs: 3, waitMs: 10 }
    const stalls = createProcessStalls({ threadTime: { read: () => ({ ...times }) } })
    stalls.record({ atMs: 1000, askedMs: 0, overdueMs: 0 })
    return { stalls, times }
  }

  test('one that waited for a core did not stand still', () => {
    const { stalls, times } = start()
    times.waitMs += 295
    stalls.record({ atMs: 1325, askedMs: 25, overdueMs: 300 })
    expect(stalls.measure(1000, 2000)).toBeUndefined()
    times.waitMs += 100
    stalls.record({ atMs: 2450, askedMs: 25, overdueMs: 1100 })
    expect(stalls.measure(1000, 4000)?.leastMs).toBe(1000)
  })

  test('one that computed did not stand still', () => {
    const { stalls, times } = start()
    times.cpuMs += 300
    stalls.record({ atMs: 1325, askedMs: 25, overdueMs: 0 })
    expect(stalls.measure(1000, 2000)).toBeUndefined()
  })

  test('one that was stopped while it was awake did, though it slept no longer than asked', () => {
    const { stalls, times } = start()
    times.cpuMs += 1
    stalls.record({ atMs: 3026, askedMs: 25, overdueMs: 0 })
    expect(stalls.measure(1000, 4000)).toEqual({ leastMs: 2000, mostMs: 2026, spans: [{ startMs: 1026, endMs: 3026 }] })
  })

  test('it is not asked at each look', () => {
    let askedCount = 0
    const stalls = createProcessStalls({ threadTime: { read: () => ({ cpuMs: askedCount++, waitMs: 0 }) } })
    for (let turn = 1; turn <= 1000; turn += 1) stalls.record({ atMs: 1000 + turn * 25.2, askedMs: 25, overdueMs: 0.1 })
    expect(askedCount).toBeLessThanOrEqual(1 + 1000 / 49)
    expect(stalls.measure(1100, 30_000)).toBeUndefined()
  })

  test('one that stopped shortly after many looks at which it was not asked did', () => {
    const { stalls, times } = start()
    for (let turn = 1; turn <= 40; turn += 1) {
      times.cpuMs += 0.2
      stalls.record({ atMs: 1000 + turn * 25.2, askedMs: 25, overdueMs: 0.1 })
    }
    stalls.record({ atMs: 2008 + 45, askedMs: 25, overdueMs: 20 })
    expect(stalls.measure(1000, 4000)?.leastMs).toBeCloseTo(20, 6)
  })

  test('one that waited for a core after many looks at which it was not asked did not', () => {
    const { stalls, times } = start()
    // As bad as it gets: what those looks left open was no use of a core.
    for (let turn = 1; turn <= 4; turn += 1) stalls.record({ atMs: 1000 + turn * 27.4, askedMs: 25, overdueMs: 2.4 })
    times.waitMs += 300
    stalls.record({ atMs: 1109.6 + 325, askedMs: 25, overdueMs: 300 })
    expect(stalls.measure(1000, 4000)).toBeUndefined()
  })

  test('many short waits for a core are no stop', () => {
    const { stalls, times } = start()
    for (let turn = 1; turn <= 100; turn += 1) {
      times.waitMs += 9
      stalls.record({ atMs: 1000 + turn * 34, askedMs: 25, overdueMs: 9 })
    }
    expect(stalls.measure(1000, 9000)).toBeUndefined()
  })

  test('one that was woken before it had asked to be did not', () => {
    const { stalls } = start()
    stalls.record({ atMs: 1005, askedMs: 25, overdueMs: 0 })
    expect(stalls.measure(0, 4000)).toBeUndefined()
  })
})

test('remembers a bounded number of stalls, the latest ones', () => {
  const stalls = createProcessStalls({ threadTime: untold })
  for (let turn = 1; turn <= 1000; turn += 1) stalls.record({ atMs: turn * 1000, askedMs: 25, overdueMs: 50 })
  expect(stalls.measure(0, 500_000)).toBeUndefined()
  expect(stalls.measure(999_000, 1_000_000)?.leastMs).toBe(50)
})
