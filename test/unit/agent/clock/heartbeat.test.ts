import { expect, test } from 'vitest'
import { createHeartbeat } from '../../../../src/agent/clock/heartbeat.js'
import { findHeartbeatIntervalMs } from '../../../../src/protocol/cadence.js'
import { createSharedMemory, FloatField, IntField, readSlot } from '../../../../src/protocol/shared-memory.js'
import { createFakeLoop, type Turn } from './fake-loop.js'

const IDLE_TURN: Turn = { restOfCheckMs: 0, closingMs: 0, timersMs: [], waitMs: 1000, ioMs: 0 }

test('beats at its interval while the loop is idle', () => {
  const { loop, slot } = startHeartbeat()
  for (let turn = 0; turn < 11; turn += 1) loop.turn(IDLE_TURN)
  expect(slot.ints[IntField.beats]).toBe(10)
  expect(slot.floats[FloatField.beatAtMs]).toBe(1100)
})

test('remembers when it beat last, and how long the loop had been idle by then', () => {
  const { loop, heartbeat } = startHeartbeat()
  loop.turn(IDLE_TURN)
  loop.turn({ ...IDLE_TURN, restOfCheckMs: 30 })
  expect(heartbeat.last).toEqual({ atMs: 1040, idleMs: 10, nextMs: 1050 })
})

test('beats when told', () => {
  const { loop, heartbeat, slot } = startHeartbeat()
  loop.work(3)
  heartbeat.beat()
  expect(slot.ints[IntField.beats]).toBe(1)
  expect(slot.floats[FloatField.beatAtMs]).toBe(1003)
})

test('does not beat after it was stopped', () => {
  const { loop, heartbeat, slot } = startHeartbeat()
  heartbeat.stop()
  loop.turn(IDLE_TURN)
  loop.turn(IDLE_TURN)
  expect(slot.ints[IntField.beats]).toBe(0)
})

test.each([
  [5, 1],
  [9, 1],
  [20, 4],
  [50, 10],
  [1000, 10],
])('for a threshold of %i ms the interval is %i ms', (thresholdMs, intervalMs) => {
  expect(findHeartbeatIntervalMs(thresholdMs)).toBe(intervalMs)
})

function startHeartbeat() {
  const loop = createFakeLoop()
  const slot = readSlot(createSharedMemory())
  const heartbeat = createHeartbeat({ ...loop, slot, intervalMs: 10 })
  return { loop, slot, heartbeat }
}
