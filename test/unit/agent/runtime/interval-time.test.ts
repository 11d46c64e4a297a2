import { expect, test } from 'vitest'
import { createIntervalTime, findIntervalTime } from '../../../../src/agent/runtime/interval-time.js'

test('tells CPU time and waiting from the heartbeat before an interval to its end', () => {
  const { intervalTime, set } = start()
  set({ cpuMs: 10, waitMs: 5 })
  intervalTime.mark(1000)
  set({ cpuMs: 70, waitMs: 45 })
  expect(intervalTime.measure(1000, 1100)).toEqual({ cpuMs: 60, waitMs: 40 })
})

test('takes the heartbeat before, when one came in the middle of the interval', () => {
  const { intervalTime, set } = start()
  set({ cpuMs: 0, waitMs: 0 })
  intervalTime.mark(1000)
  intervalTime.turn()
  set({ cpuMs: 80, waitMs: 0 })
  intervalTime.mark(1090)
  set({ cpuMs: 90, waitMs: 0 })
  expect(intervalTime.measure(1000, 1100)).toEqual({ cpuMs: 90, waitMs: 0 })
})

test('takes the heartbeat of the turn before, however many come in the interval, since it is among the timers that block', () => {
  const { intervalTime, set } = start()
  intervalTime.mark(1000)
  intervalTime.turn()
  for (const atMs of [1060, 1120, 1180]) {
    set({ cpuMs: (atMs - 1000) / 2, waitMs: (atMs - 1000) / 2 })
    intervalTime.mark(atMs)
  }
  expect(intervalTime.measure(1000, 1200)).toEqual({ cpuMs: 90, waitMs: 90 })
  // What comes after an idle wait is measured from the last of them.
  expect(intervalTime.measure(1190, 1200)).toEqual({ cpuMs: 0, waitMs: 0 })
})

test('takes the heartbeat at which an interval was cut, so that its wait for a core is not taken for one of before', () => {
  const { intervalTime, set } = start()
  intervalTime.mark(840)
  intervalTime.turn()
  intervalTime.mark(850)
  // 148 ms of work of somebody else's, in the same turn.
  set({ cpuMs: 148, waitMs: 2 })
  intervalTime.mark(1001)
  set({ cpuMs: 153, waitMs: 57 })
  expect(intervalTime.measure(1000, 1061)).toEqual({ cpuMs: 6, waitMs: 55 })
})

test('says nothing without a heartbeat before the interval, or where the system does not tell', () => {
  const { intervalTime } = start()
  expect(intervalTime.measure(1000, 1100)).toBeUndefined()
  const blind = createIntervalTime({ read: () => undefined })
  blind.mark(900)
  expect(blind.measure(1000, 1100)).toBeUndefined()
})

test('waiting that may have happened before the interval excuses nothing', () => {
  const before = { cpuMs: 0, waitMs: 0 }
  expect(findIntervalTime(before, { cpuMs: 60, waitMs: 8 }, { outsideMs: 10, durationMs: 60 }).waitMs).toBe(0)
  expect(findIntervalTime(before, { cpuMs: 62, waitMs: 28 }, { outsideMs: 10, durationMs: 80 }).waitMs).toBe(18)
})

test('tells the CPU time alone where the wait is not known', () => {
  const durationMs = 100
  expect(findIntervalTime({ cpuMs: 10 }, { cpuMs: 70 }, { outsideMs: 5, durationMs })).toEqual({ cpuMs: 60 })
  expect(findIntervalTime({ cpuMs: 10 }, { cpuMs: 170 }, { outsideMs: 5, durationMs })).toEqual({ cpuMs: 100 })
})

test('a thread that slept outside did not wait for a core meanwhile', () => {
  const before = { cpuMs: 0, waitMs: 0 }
  expect(findIntervalTime(before, { cpuMs: 27, waitMs: 55 }, { outsideMs: 42, durationMs: 80 }).waitMs).toBe(53)
})

test('takes the first heartbeat of the loop though it came in the interval, and the time before it for work', () => {
  const { intervalTime, set } = start()
  set({ cpuMs: 10, waitMs: 0 })
  intervalTime.mark(1004)
  intervalTime.turn()
  set({ cpuMs: 20, waitMs: 60 })
  intervalTime.mark(1090)
  expect(intervalTime.measure(1000, 1100)).toEqual({ cpuMs: 14, waitMs: 60 })
})

test('no share is longer than the interval', () => {
  const before = { cpuMs: 0, waitMs: 0 }
  const after = { cpuMs: 90, waitMs: 500 }
  expect(findIntervalTime(before, after, { outsideMs: 10, durationMs: 60 })).toEqual({ cpuMs: 0, waitMs: 60 })
})

test('CPU time since a moment between heartbeats is at least what cannot have been used before', () => {
  const { intervalTime, set } = start()
  expect(intervalTime.readCpuMs(1000)).toBeUndefined()
  set({ cpuMs: 10, waitMs: 0 })
  intervalTime.mark(1000)
  set({ cpuMs: 70, waitMs: 0 })
  expect([1000, 1008, 1090].map(intervalTime.readCpuMs)).toEqual([60, 52, 0])
  expect(intervalTime.readCpuMs(999)).toBeUndefined()
})

function start() {
  let times = { cpuMs: 0, waitMs: 0 }
  return {
    intervalTime: createIntervalTime({ read: () => times }),
    set: (next: typeof times) => {
      times = next
    },
  }
}
