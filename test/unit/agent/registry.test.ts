import { afterEach, expect, test } from 'vitest'
import { joinHub } from '../../../src/agent/join-registry.js'
import { type CountingMember, createMember, type MemberOptions } from '../../../src/agent/subscriber.js'
import { nowMs } from '../../../src/system/clock.js'
import { QUIET_MEMBER } from './quiet-member.js'

const members: CountingMember[] = []

afterEach(async () => {
  for (const member of members.splice(0)) await member.finish()
})

test('is one for the thread, also for a second copy of the library', () => {
  expect(joinHub()).toBe(joinHub())
  expect(Reflect.get(globalThis, Symbol.for('loophound'))).toBeDefined()
})

test('watches while somebody does, and no longer', async () => {
  const hub = joinHub()
  const first = join()
  const second = join()
  expect(hub.readCapabilities().iterationClock).toEqual({ state: 'on' })
  await first.finish()
  expect(hub.readCapabilities().iterationClock).toEqual({ state: 'on' })
  await second.finish()
  expect(hub.readCapabilities().iterationClock).toEqual({ state: 'off', reason: 'stopped' })
})

test('turns on what any member wants, while it is there', async () => {
  const hub = joinHub()
  const modest = join({ safepoints: false, requests: false })
  const { parse } = JSON
  expect(hub.readCapabilities().requests).toEqual({ state: 'off', reason: 'option' })
  const eager = join({ safepoints: true, requests: 'at-once', callbacks: { origins: false } })
  expect(hub.readCapabilities()).toMatchObject({ requests: { state: 'on' }, callbacks: { state: 'on' } })
  expect(JSON.parse).not.toBe(parse)
  await eager.finish()
  expect(hub.readCapabilities()).toMatchObject({ requests: { state: 'off' }, callbacks: { state: 'off' } })
  expect(JSON.parse).toBe(parse)
  await modest.finish()
})

test('tells each member of a block, and a member that has left of none', async () => {
  const told: string[] = []
  const staying = join({ onBlock: () => told.push('staying') })
  const leaving = join({ onBlock: () => told.push('leaving') })
  await staying.awaitReady()
  await leaving.finish()
  // On a machine that is busy there may have been a block before.
  told.length = 0
  await new Promise<void>(done => {
    setTimeout(() => {
      const endMs = nowMs() + 200
      while (nowMs() < endMs);
      done()
    }, 1)
  })
  await staying.finish()
  expect(told).toContain('staying')
  expect(told).not.toContain('leaving')
})

function join(options: Partial<MemberOptions> = {}): CountingMember {
  const hub = joinHub()
  const member = createMember(hub, { ...QUIET_MEMBER, ...options })
  hub.join(member)
  members.push(member)
  return member
}
