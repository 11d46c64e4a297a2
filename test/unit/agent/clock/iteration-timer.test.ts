import { expect, test } from 'vitest'
import { createIterationTimer } from '../../../../src/agent/clock/iteration-timer.js'

const FAST = { elapsedMs: 0.05, waitedMs: 0 }

test('wakes once an iteration as long as the loop takes its time', () => {
  const { alarm, log } = start()
  for (let turn = 0; turn < 100; turn += 1) alarm.arm(turn % 10 === 0 ? { elapsedMs: 0.6, waitedMs: 0 } : FAST)
  expect(new Set(log)).toEqual(new Set(['immediate']))
  expect(alarm.blindMs).toBe(0)
})

test('wakes once in two milliseconds while the loop turns fast, by one timer', () => {
  const { alarm, log } = start()
  for (let turn = 0; turn < 20; turn += 1) alarm.arm(FAST)
  expect(log.slice(14)).toEqual(['immediate', 'timer of 2 ms', 'refresh', 'refresh', 'refresh', 'refresh'])
  expect(alarm.blindMs).toBe(1)
})

test.each([
  ['a long turn', { elapsedMs: 60, waitedMs: 0 }],
  ['a wait for events', { elapsedMs: 1.1, waitedMs: 0.8 }],
])('wakes once an iteration again after %s', (_, turn) => {
  const { alarm, log } = start()
  for (let count = 0; count < 20; count += 1) alarm.arm(FAST)
  alarm.arm({ elapsedMs: 1.2, waitedMs: 0.1 })
  alarm.arm(turn)
  expect(log.slice(-2)).toEqual(['refresh', 'immediate'])
  expect(alarm.blindMs).toBe(0)
})

/** An alarm, and what it asks Node's timers for. */
function start() {
  const log: string[] = []
  const unrefable = (fields: object) => {
    const timer = { ...fields, unref: () => timer }
    return timer
  }
  const timers = {
    setImmediate: (() => {
      log.push('immediate')
      return unrefable({})
    }) as unknown as typeof setImmediate,
    setTimeout: ((_run: () => void, delayMs: number) => {
      log.push(`timer of ${delayMs} ms`)
      return unrefable({ refresh: () => log.push('refresh') })
    }) as unknown as typeof setTimeout,
  }
  return { alarm: createIterationTimer(() => {}, timers), log }
}
