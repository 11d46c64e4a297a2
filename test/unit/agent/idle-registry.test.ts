import { afterEach, expect, test, vi } from 'vitest'
import { createIdleRegistry } from '../../../src/agent/join-registry.js'
import { createSubscriber } from '../../../src/agent/subscriber.js'
import { QUIET_SUBSCRIBER } from './quiet-subscriber.js'

const RUNTIME = { offReason: 'not supported by Deno 2.9.6', warning: 'loophound measures nothing here' }

const listenersBefore = process.listeners('exit')

afterEach(() => {
  for (const listener of process.listeners('exit'))
    if (!listenersBefore.includes(listener)) process.off('exit', listener)
})

test('is ready at once and says of every mechanism why it is off', async () => {
  const registry = createIdleRegistry(RUNTIME)
  const subscriber = createSubscriber(registry, QUIET_SUBSCRIBER)
  registry.join(subscriber)
  const capabilities = await subscriber.awaitReady()
  for (const capability of Object.values(capabilities))
    expect(capability).toEqual({ state: 'off', reason: RUNTIME.offReason })
  expect(await subscriber.finish()).toMatchObject({ blocks: { count: 0 }, capabilities })
})

test('warns once, however many watch', async () => {
  const registry = createIdleRegistry(RUNTIME)
  const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  registry.join(createSubscriber(registry, QUIET_SUBSCRIBER))
  registry.join(createSubscriber(registry, QUIET_SUBSCRIBER))
  expect(emitWarning.mock.calls).toEqual([['loophound measures nothing here', 'LoophoundWarning']])
  emitWarning.mockRestore()
})

test('tells those who still watch when the process exits', () => {
  const registry = createIdleRegistry({ offReason: RUNTIME.offReason })
  const codes: (number | null)[] = []
  const create = () =>
    createSubscriber(registry, { ...QUIET_SUBSCRIBER, onExit: (_, exitCode) => codes.push(exitCode) })
  const [staying, leaving] = [create(), create()]
  registry.join(staying)
  registry.join(leaving)
  registry.leave(leaving)
  const added = process.listeners('exit').filter(listener => !listenersBefore.includes(listener))
  expect(added).toHaveLength(1)
  for (const listener of added) listener.call(process, 3)
  expect(codes).toEqual([3])
})

test('runs work that may block', () => {
  expect(createIdleRegistry(RUNTIME).allowedWork.run(() => 'result', 'reason')).toBe('result')
})
