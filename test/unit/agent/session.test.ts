import { afterEach, beforeEach, expect, test } from 'vitest'
import { createIgnoredWork } from '../../../src/agent/async/allowed-work.js'
import type { BusyStretch } from '../../../src/agent/clock/iteration-clock.js'
import { createLifecycle } from '../../../src/agent/life/lifecycle.js'
import type { Member } from '../../../src/agent/registry.js'
import { createThreadWatch, type ThreadWatch } from '../../../src/agent/session.js'
import { nowMs } from '../../../src/system/clock.js'
import { QUIET_MEMBER } from './quiet-member.js'

const member: Member = { ...QUIET_MEMBER, onBlock: () => {}, onStretch: () => {}, onMoment: () => {}, onExit: () => {} }
const stopped = { state: 'off', reason: 'stopped' }

let members: Set<Member>
let watch: ThreadWatch

beforeEach(() => {
  members = new Set()
  watch = createThreadWatch(members, createIgnoredWork(), { ...createLifecycle(), start: () => {} })
})

afterEach(() => {
  members.clear()
  watch.configure()
})

test('runs nothing before it has a member, and whatever asks it gets an answer', async () => {
  watch.configure()
  watch.interrupt()
  await watch.readReady()
  await watch.flush()
  expect(new Set(Object.values(watch.readCapabilities()))).toEqual(new Set([stopped]))
  expect(watch.writeSamples()).toBe('[]')
  expect(watch.readOverhead()).toEqual({ sampleCount: 0, captureMs: 0 })
})

test('runs from the first member to the last', () => {
  members.add(member)
  watch.configure()
  const another = { ...member }
  members.add(another)
  watch.configure()
  members.delete(member)
  watch.configure()
  expect(watch.readCapabilities()).toMatchObject({ iterationClock: { state: 'on' }, heartbeat: { state: 'on' } })
  members.delete(another)
  watch.configure()
  expect(watch.readCapabilities()).toMatchObject({ iterationClock: stopped, heartbeat: stopped })
})

test('tells of a stretch when it is cut, and not of what loophound itself has taken of it', () => {
  const stretches: BusyStretch[] = []
  members.add({ ...member, thresholdMs: 10, onStretch: stretch => stretches.push(stretch) })
  watch.configure()
  const startMs = nowMs()
  watch.cut()
  stretches.length = 0
  while (nowMs() < startMs + 60);
  watch.excuse(30)
  watch.cut()
  const tookMs = nowMs() - startMs
  expect(stretches).toHaveLength(1)
  for (const stretch of stretches) expect(stretch.endMs - stretch.startMs).toBeLessThanOrEqual(tookMs - 30)
})

test('has safepoints only where interrupts raise their flag', async () => {
  members.add({ ...member, safepoints: true })
  watch.configure()
  await watch.readReady()
  const { interrupts, safepoints } = watch.readCapabilities()
  expect(safepoints).toEqual(interrupts)
})

test('writes the samples of its interrupts, all or the last', () => {
  members.add(member)
  watch.configure()
  for (let count = 0; count < 3; count++) watch.interrupt()
  const all = JSON.parse(watch.writeSamples())
  expect(all).toHaveLength(3)
  expect(JSON.parse(watch.writeSamples(1))).toEqual(all.slice(-1))
  expect(watch.readOverhead().sampleCount).toBe(3)
})
