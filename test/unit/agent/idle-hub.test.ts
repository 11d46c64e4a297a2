import { afterEach, expect, test, vi } from 'vitest'
import { createIdleHub } from '../../../src/agent/join-registry.js'
import { createMember } from '../../../src/agent/subscriber.js'
import { QUIET_MEMBER } from './quiet-member.js'

const RUNTIME = { offReason: 'not supported by Deno 2.9.6', warning: 'loophound measures nothing here' }

const listenersBefore = process.listeners('exit')

afterEach(() => {
  for (const listener of process.listeners('exit'))
    if (!listenersBefore.includes(listener)) process.off('exit', listener)
})

test('is ready at once and says of every mechanism why it is off', async () => {
  const hub = createIdleHub(RUNTIME)
  const member = createMember(hub, QUIET_MEMBER)
  hub.join(member)
  const capabilities = await member.awaitReady()
  for (const capability of Object.values(capabilities))
    expect(capability).toEqual({ state: 'off', reason: RUNTIME.offReason })
  expect(await member.finish()).toMatchObject({ blocks: { count: 0 }, capabilities })
})

test('warns once, however many watch', async () => {
  const hub = createIdleHub(RUNTIME)
  const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  hub.join(createMember(hub, QUIET_MEMBER))
  hub.join(createMember(hub, QUIET_MEMBER))
  expect(emitWarning.mock.calls).toEqual([['loophound measures nothing here', 'LoophoundWarning']])
  emitWarning.mockRestore()
})

test('tells those who still watch when the process exits', () => {
  const hub = createIdleHub({ offReason: RUNTIME.offReason })
  const codes: (number | null)[] = []
  const create = () => createMember(hub, { ...QUIET_MEMBER, onExit: (_, exitCode) => codes.push(exitCode) })
  const [staying, leaving] = [create(), create()]
  hub.join(staying)
  hub.join(leaving)
  hub.leave(leaving)
  const added = process.listeners('exit').filter(listener => !listenersBefore.includes(listener))
  expect(added).toHaveLength(1)
  for (const listener of added) listener.call(process, 3)
  expect(codes).toEqual([3])
})

test('runs work that may block', () => {
  expect(createIdleHub(RUNTIME).ignoredWork.run(() => 'result', 'reason')).toBe('result')
})
