import { expect, test } from 'vitest'
import { findWakeMs } from '../../../../src/agent/clock/wake-up.js'

const idle = (atMs: number) => ({ atMs, isIdle: true })
const busy = (atMs: number) => ({ atMs, isIdle: false })
const reading = { sinceMs: 1000, endMs: 1100, idleMs: 0, cpuMs: 95, nextBeatMs: 1010, ticks: [] }

test('an iteration in which libuv counted no wait and no sample found the loop idle had none', () => {
  expect(findWakeMs({ ...reading, ticks: [busy(1005), busy(1015)] })).toBeUndefined()
})

test('a wait without a signal ended after as long as libuv counted', () => {
  expect(findWakeMs({ ...reading, idleMs: 7, ticks: [busy(1012)] })).toBe(1007)
})

test('a wait with a signal in it ended as long after the last one as libuv counted', () => {
  expect(findWakeMs({ ...reading, idleMs: 3, ticks: [idle(1001), idle(1006), busy(1016)] })).toBe(1009)
})

test('a signal at the very end of a wait makes libuv forget all of it', () => {
  expect(findWakeMs({ ...reading, idleMs: 0.01, ticks: [idle(1008), busy(1018)] })).toBeCloseTo(1008.01)
})

test('a signal that came as the loop woke up is no part of the wait', () => {
  expect(findWakeMs({ ...reading, idleMs: 3.6, ticks: [idle(1004), busy(1014)] })).toBe(1004)
})

test('what was counted lies before a signal after which the wait cannot have gone on for so long', () => {
  const late = { ...reading, idleMs: 7.5, nextBeatMs: 1011.5 }
  expect(findWakeMs({ ...late, ticks: [idle(1000.2), idle(1010.3), busy(1021.7)] })).toBe(1010.3)
  expect(findWakeMs({ ...late, nextBeatMs: 1030, ticks: [idle(1010.3), busy(1015)] })).toBe(1010.3)
  expect(findWakeMs({ ...late, nextBeatMs: 1030, ticks: [idle(1010.3), busy(1021.7)] })).toBe(1017.8)
})

test('a wait that was counted longer than it can have lasted before the signal went on after it', () => {
  expect(findWakeMs({ ...reading, idleMs: 14, cpuMs: 50, ticks: [idle(1005), busy(1025)] })).toBe(1019)
})

test('work between the heartbeat and the wait does not hide the wait', () => {
  expect(findWakeMs({ ...reading, idleMs: 2, ticks: [busy(1002), idle(1006), busy(1016)] })).toBe(1008)
})

test('what looks idle after work of another phase is not the wait', () => {
  expect(findWakeMs({ ...reading, idleMs: 5, ticks: [busy(1014), idle(1050), busy(1060)] })).toBe(1005)
  expect(findWakeMs({ ...reading, idleMs: 2, ticks: [idle(1004), busy(1014), idle(1050)] })).toBe(1006)
})

test('a thread that was held up in its wait was not at work', () => {
  expect(findWakeMs({ ...reading, idleMs: 1, cpuMs: 19, ticks: [idle(1005), idle(1080), busy(1090)] })).toBe(1080)
  expect(findWakeMs({ ...reading, idleMs: 0, cpuMs: 1, ticks: [idle(1005), idle(1099)] })).toBe(1099)
})

test('what nobody saw is work in which the thread used its core, and no more than that', () => {
  expect(findWakeMs({ ...reading, cpuMs: 2, ticks: [idle(1005)] })).toBe(1098)
  expect(findWakeMs({ ...reading, cpuMs: 2, ticks: [] })).toBe(1098)
  expect(findWakeMs({ ...reading, cpuMs: undefined, ticks: [idle(1005)] })).toBe(1100)
  expect(findWakeMs({ ...reading, cpuMs: 100, ticks: [] })).toBeUndefined()
})

test('native code that looks idle begins where the loop should have turned', () => {
  expect(findWakeMs({ ...reading, idleMs: 1, cpuMs: 93, ticks: [idle(1005), idle(1080)] })).toBe(1010)
  expect(findWakeMs({ ...reading, idleMs: 1, cpuMs: 60, ticks: [idle(1005), idle(1070), busy(1080)] })).toBe(1040)
})
