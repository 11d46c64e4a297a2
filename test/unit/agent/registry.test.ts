import { afterEach, expect, test } from 'vitest'
import { joinRegistry } from '../../../src/agent/join-registry.js'
import { type CountingSubscriber, createSubscriber, type SubscriberOptions } from '../../../src/agent/subscriber.js'
import { nowMs } from '../../../src/system/clock.js'
import { QUIET_SUBSCRIBER } from './quiet-subscriber.js'

const subscribers: CountingSubscriber[] = []

afterEach(async () => {
  for (const subscriber of subscribers.splice(0)) await subscriber.finish()
})

test('is one for the thread, also for a second copy of the library', () => {
  expect(joinRegistry()).toBe(joinRegistry())
  expect(Reflect.get(globalThis, Symbol.for('loophound'))).toBeDefined()
})

test('watches while somebody does, and no longer', async () => {
  const registry = joinRegistry()
  const first = join()
  const second = join()
  expect(registry.readCapabilities().iterationClock).toEqual({ state: 'on' })
  await first.finish()
  expect(registry.readCapabilities().iterationClock).toEqual({ state: 'on' })
  await second.finish()
  expect(registry.readCapabilities().iterationClock).toEqual({ state: 'off', reason: 'stopped' })
})

test('turns on what any subscriber wants, while it is there', async () => {
  const registry = joinRegistry()
  const modest = join({ safepoints: false, requests: false })
  const { parse } = JSON
  expect(registry.readCapabilities().requests).toEqual({ state: 'off', reason: 'option' })
  const eager = join({ safepoints: true, requests: 'at-once', callbacks: { origins: false } })
  expect(registry.readCapabilities()).toMatchObject({ requests: { state: 'on' }, callbacks: { state: 'on' } })
  expect(JSON.parse).not.toBe(parse)
  await eager.finish()
  expect(registry.readCapabilities()).toMatchObject({ requests: { state: 'off' }, callbacks: { state: 'off' } })
  expect(JSON.parse).toBe(parse)
  await modest.finish()
})

test('tells each subscriber of a block, and a subscriber that has left of none', async () => {
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

function join(options: Partial<SubscriberOptions> = {}): CountingSubscriber {
  const registry = joinRegistry()
  const subscriber = createSubscriber(registry, { ...QUIET_SUBSCRIBER, ...options })
  registry.join(subscriber)
  subscribers.push(subscriber)
  return subscriber
}
