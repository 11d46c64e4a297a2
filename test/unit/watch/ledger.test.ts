import { describe, expect, test } from 'vitest'
import { createLedger } from '../../../src/watch/ledger.js'

describe('createLedger', () => {
  test('gives a block its share of CPU time and of waiting for a core', () => {
    const { ledger, look } = createLooks()
    look({ atMs: 1000, cpuMs: 10, waitMs: 0 })
    look({ atMs: 1030, cpuMs: 35, waitMs: 5, isLate: true })
    look({ atMs: 1105, cpuMs: 80, waitMs: 30 })
    expect(ledger.read(1001, 1101)).toEqual({ threadTime: { cpuMs: 70, waitMs: 30 } })
  })

  test('no share is longer than the block', () => {
    const { ledger, look } = createLooks()
    look({ atMs: 1000, cpuMs: 0, waitMs: 0 })
    look({ atMs: 1120, cpuMs: 80, waitMs: 40 })
    expect(ledger.read(1010, 1100)).toEqual({ threadTime: { cpuMs: 50, waitMs: 40 } })
  })

  test('reads the present when it has not looked since the block ended', () => {
    const { ledger, look, setTimes } = createLooks()
    look({ atMs: 1000, cpuMs: 0, waitMs: 0 })
    setTimes({ cpuMs: 95, waitMs: 2 })
    expect(ledger.read(1000, 1100)).toEqual({ threadTime: { cpuMs: 95, waitMs: 2 } })
  })

  test('a block of an hour leaves the look before it in place', () => {
    const { ledger, look } = createLooks()
    look({ atMs: 1000, cpuMs: 7, waitMs: 0 })
    for (let atMs = 1020; atMs < 3_600_000; atMs += 5000) look({ atMs, cpuMs: atMs - 1000, waitMs: 0, isLate: true })
    look({ atMs: 3_600_000, cpuMs: 3_599_007, waitMs: 0 })
    expect(ledger.read(1000, 3_600_000)).toEqual({ threadTime: { cpuMs: 3_599_000, waitMs: 0 } })
  })

  test('says nothing of times where the system does not tell them', () => {
    const ledger = createLedger({ read: () => undefined })
    ledger.record({ atMs: 1000, overdueMs: 0, isLate: false })
    expect(ledger.read(1000, 1100)).toEqual({})
  })

  test('says nothing of times before its first look', () => {
    const { ledger, look } = createLooks()
    look({ atMs: 1050, cpuMs: 0, waitMs: 0 })
    expect(ledger.read(1000, 1100)).toEqual({})
  })

  test('tells the longest part of a gap of the watchdog that lies in the block', () => {
    const { ledger, look } = createLooks()
    look({ atMs: 1400, overdueMs: 300, cpuMs: 0, waitMs: 0 })
    look({ atMs: 1500, overdueMs: 25, cpuMs: 0, waitMs: 0 })
    expect(ledger.read(1200, 1600).watchdogGapMs).toBe(200)
    expect(ledger.read(1450, 1600).watchdogGapMs).toBe(25)
    expect(ledger.read(1500, 1600)).not.toHaveProperty('watchdogGapMs')
  })

  test('oversleeping a little is no gap', () => {
    const { ledger, look } = createLooks()
    look({ atMs: 1400, overdueMs: 19, cpuMs: 0, waitMs: 0 })
    expect(ledger.read(1300, 1500)).not.toHaveProperty('watchdogGapMs')
  })
})

function createLooks() {
  let times = { cpuMs: 0, waitMs: 0 }
  const setTimes = (next: typeof times) => {
    times = next
  }
  const ledger = createLedger({ read: () => ({ ...times }) })
  const look = (turn: { atMs: number; cpuMs: number; waitMs: number; overdueMs?: number; isLate?: boolean }) => {
    const { atMs, overdueMs = 0, isLate = false, ...next } = turn
    setTimes(next)
    ledger.record({ atMs, overdueMs, isLate })
  }
  return { ledger, look, setTimes }
}
