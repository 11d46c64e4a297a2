import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAllowedWork } from '../../../src/agent/async/allowed-work.js'
import type { BusyInterval } from '../../../src/agent/clock/iteration-clock.js'
import { createLifecycle } from '../../../src/agent/life/lifecycle.js'
import type { Subscriber } from '../../../src/agent/registry.js'
import { createSession, type Session } from '../../../src/agent/session.js'
import { nowMs } from '../../../src/system/clock.js'
import { QUIET_SUBSCRIBER } from './quiet-subscriber.js'

const subscriber: Subscriber = {
  ...QUIET_SUBSCRIBER,
  onBlock: () => {},
  onInterval: () => {},
  onMoment: () => {},
  onExit: () => {},
}
const stopped = { state: 'off', reason: 'stopped' }

let subscribers: Set<Subscriber>
let watch: Session

beforeEach(() => {
  subscribers = new Set()
  watch = createSession(subscribers, createAllowedWork(), { ...createLifecycle(), start: () => {} })
})

afterEach(() => {
  subscribers.clear()
  watch.configure()
})

test('runs nothing before it has a subscriber, and whatever asks it gets an answer', async () => {
  watch.configure()
  watch.interrupt()
  await watch.readReady()
  await watch.flush()
  expect(new Set(Object.values(watch.readCapabilities()))).toEqual(new Set([stopped]))
  expect(watch.writeSamples()).toBe('[]')
  expect(watch.readOverhead()).toEqual({ sampleCount: 0, captureMs: 0 })
})

test('runs from the first subscriber to the last', () => {
  subscribers.add(subscriber)
  watch.configure()
  const another = { ...subscriber }
  subscribers.add(another)
  watch.configure()
  subscribers.delete(subscriber)
  watch.configure()
  expect(watch.readCapabilities()).toMatchObject({ iterationClock: { state: 'on' }, heartbeat: { state: 'on' } })
  subscribers.delete(another)
  watch.configure()
  expect(watch.readCapabilities()).toMatchObject({ iterationClock: stopped, heartbeat: stopped })
})

test('tells of an interval when it is cut, and not of what loophound itself has taken of it', () => {
  const intervals: BusyInterval[] = []
  subscribers.add({ ...subscriber, thresholdMs: 10, onInterval: interval => intervals.push(interval) })
  watch.configure()
  const startMs = nowMs()
  watch.cut()
  intervals.length = 0
  while (nowMs() < startMs + 60);
  watch.excuse(30)
  watch.cut()
  const tookMs = nowMs() - startMs
  expect(intervals).toHaveLength(1)
  for (const interval of intervals) expect(interval.endMs - interval.startMs).toBeLessThanOrEqual(tookMs - 30)
})

test('has safepoints only where interrupts raise their flag', async () => {
  subscribers.add({ ...subscriber, safepoints: true })
  watch.configure()
  await watch.readReady()
  const { interrupts, safepoints } = watch.readCapabilities()
  expect(safepoints).toEqual(interrupts)
})

test('writes the samples of its interrupts, all or the last', () => {
  subscribers.add(subscriber)
  watch.configure()
  for (let count = 0; count < 3; count++) watch.interrupt()
  const all = JSON.parse(watch.writeSamples())
  expect(all).toHaveLength(3)
  expect(JSON.parse(watch.writeSamples(1))).toEqual(all.slice(-1))
  expect(watch.readOverhead().sampleCount).toBe(3)
})
