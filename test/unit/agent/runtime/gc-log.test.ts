import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createGcLog, MAX_SHORT, PERIOD_MS } from '../../../../src/agent/runtime/gc-log.js'
import { nowMs } from '../../../../src/system/clock.js'

interface Entry {
  startTime: number
  duration: number
}

test('adds up the collections of an interval, those that Node hands over now included', () => {
  const { log, tell, pending } = start()
  tell([createEntry(900, 50), createEntry(1010, 20)])
  pending.push(createEntry(1050, 5), createEntry(1200, 9))
  expect(log.measure(1000, 1100)).toEqual({ totalMs: 25, count: 2, pauses: [span(1010, 20), span(1050, 5)] })
  expect(pending).toEqual([])
})

test('counts no moment twice, and none outside of the interval', () => {
  const { log, tell } = start()
  tell([createEntry(1012, 4), createEntry(1010, 20), createEntry(990, 12), createEntry(1095, 30)])
  expect(log.measure(1000, 1100)).toEqual({
    totalMs: 27,
    count: 3,
    pauses: [span(1000, 2), span(1010, 20), span(1095, 5)],
  })
})

test('keeps what belongs to a later interval', () => {
  const { log, tell } = start()
  tell([createEntry(1010, 20), createEntry(1500, 3)])
  log.measure(1000, 1100)
  expect(log.measure(1400, 1600)).toEqual({ totalMs: 3, count: 1, pauses: [span(1500, 3)] })
})

test('says nothing when nothing was collected', () => {
  const { log, tell } = start()
  expect(log.measure(1000, 1100)).toBeUndefined()
  tell([createEntry(900, 50)])
  expect(log.measure(1000, 1100)).toBeUndefined()
})

test('of very many tells all their time and the 128 longest', () => {
  const { log, tell } = start()
  tell(Array.from({ length: 1000 }, (_, index) => createEntry(1000 + index, index % 2 === 0 ? 0.25 : 0.5)))
  const time = log.measure(0, 5000)
  expect(time).toMatchObject({ totalMs: 375, count: 1000 })
  expect(time?.pauses).toHaveLength(128)
  expect(time?.pauses.every(({ startMs, endMs }) => endMs - startMs === 0.5)).toBe(true)
})

test('forgets the oldest', () => {
  const { log, tell } = start()
  for (let turn = 0; turn < 100; turn += 1)
    tell(Array.from({ length: 100 }, (_, index) => createEntry(turn * 100 + index, 0.5)))
  const count = log.measure(-10, 20_000)?.count
  expect(count).toBeLessThan(10_000)
  expect(count).toBeGreaterThanOrEqual(4096)
})

describe('after many short collections in a short time', () => {
  const createShort = (count: number) => Array.from({ length: count }, (_, index) => createEntry(1000 + index, 0.2))

  test('rests until the period is over', () => {
    const { log, tell, observer } = start()
    log.mark(1000)
    tell(createShort(MAX_SHORT - 1))
    expect(observer.isOn).toBe(true)
    tell(createShort(1))
    expect(observer.isOn).toBe(false)
    log.mark(1000 + PERIOD_MS - 1)
    expect(observer.isOn).toBe(false)
    log.mark(1000 + PERIOD_MS)
    expect(observer.isOn).toBe(true)
    tell(createShort(MAX_SHORT - 1))
    expect(observer.isOn).toBe(true)
  })

  test('goes on at once when the loop is late', () => {
    const { log, tell, observer } = start()
    tell(createShort(MAX_SHORT))
    log.attend()
    expect(observer.isOn).toBe(true)
    tell([createEntry(1500, 30)])
    expect(log.measure(1450, 1600)).toEqual({ totalMs: 30, count: 1, pauses: [span(1500, 30)] })
  })

  test('stays stopped, whoever asks', () => {
    const { log, tell, observer } = start()
    tell(createShort(MAX_SHORT))
    log.stop()
    log.attend()
    log.mark(5000)
    expect(observer.isOn).toBe(false)
  })

  test('tells all long ones', () => {
    const { tell, observer } = start()
    tell(Array.from({ length: 500 }, (_, index) => createEntry(1000 + 2 * index, 1)))
    expect(observer.isOn).toBe(true)
  })
})

test('hears of a real collection in the next turn of the loop, and of none once it is stopped', async () => {
  const log = createGcLog()
  const startMs = nowMs()
  makeGarbage()
  const endMs = nowMs()
  await nextTurn()
  const time = log.measure(startMs, endMs)
  expect(time?.count).toBeGreaterThan(0)
  expect(time?.totalMs).toBeLessThanOrEqual(endMs - startMs)
  log.stop()
  const laterMs = nowMs()
  makeGarbage()
  await nextTurn()
  expect(log.measure(laterMs, nowMs())).toBeUndefined()
})

// More than any young generation holds.
function makeGarbage(): void {
  const kept: unknown[] = []
  for (let index = 0; index < 3e6; index += 1) kept[index % 1000] = { index, list: [index] }
}

function span(startMs: number, durationMs: number) {
  return { startMs, endMs: startMs + durationMs }
}

/** An entry on the clock of the thread, which began at 500 ms of the shared one. */
function createEntry(startMs: number, duration: number): Entry {
  return { startTime: startMs - 500, duration }
}

function start() {
  const pending: Entry[] = []
  let tell: (entries: Entry[]) => void = () => {}
  const createObserver = (onEntries: typeof tell) => {
    tell = onEntries
    return {
      observe: () => {
        observer.isOn = true
      },
      takeRecords: () => pending.splice(0),
      disconnect: () => {
        observer.isOn = false
      },
    }
  }
  const observer = { isOn: false }
  const log = createGcLog(createObserver, performanceMs => performanceMs + 500)
  return { log, pending, observer, tell: (entries: Entry[]) => tell(entries) }
}
