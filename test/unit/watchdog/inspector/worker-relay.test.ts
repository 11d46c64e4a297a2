import { beforeEach, expect, test } from 'vitest'
import type { MainSession } from '../../../../src/watchdog/inspector/session.js'
import { createWorkerRelay, type WorkerRelay } from '../../../../src/watchdog/inspector/worker-interrupts.js'
import { createFakeSession, type FakeSession, listAsked } from '../../agent/profiler/fake-session.js'

let fake: FakeSession
let users: Set<object>
let gone: string[]
let relay: WorkerRelay
let isExiting: boolean

beforeEach(() => {
  fake = createFakeSession()
  users = new Set()
  gone = []
  isExiting = false
  const mainSession: MainSession = {
    join: user => (isExiting ? undefined : users.add(user) && fake.session),
    leave: user => void users.delete(user),
    isConnected: true,
    isCloseAsked: false,
    close: () => {},
  }
  const onGone = (threadId: number) => gone.push(`${threadId}, with ${users.size} in the session`)
  relay = createWorkerRelay({ mainSession, onGone })
})

function evaluate(threadId: number, told: unknown[] = []): boolean {
  return relay.evaluate({ threadId, expression: 'look()', onAnswer: value => told.push(value) })
}

test('reaches threads over one line, and joins the session once for each', () => {
  fake.attach(3)
  expect([evaluate(3), evaluate(3), evaluate(4)]).toEqual([true, true, true])
  expect(fake.posted.filter(({ method }) => method === 'NodeWorker.enable')).toHaveLength(1)
  expect(users.size).toBe(2)
})

test('says that the main thread cannot be reached, and asks nothing', () => {
  isExiting = true
  expect(evaluate(3)).toBe(false)
  expect(fake.posted).toEqual([])
  expect(relay.isAttached(3)).toBe(false)
})

test('gives each answer to who asked', () => {
  const [first, second]: unknown[][] = [[], []]
  evaluate(3, first)
  fake.attach(3, 'thumbnails')
  fake.answer(3, 1)
  evaluate(3, second)
  fake.answer(3, 2)
  expect({ first, second }).toEqual({ first: [1], second: [2] })
  expect(relay.isAttached(3)).toBe(true)
  expect(relay.readName(3)).toBe('thumbnails')
})

test('gives no answer to who has left, and lets go of the session for it', () => {
  const told: unknown[] = []
  evaluate(3, told)
  fake.attach(3)
  relay.leave(3)
  fake.answer(3, 'late')
  expect(told).toEqual([])
  expect(users.size).toBe(0)
})

test('tells of a thread that ended while the session is still held, and then lets go', () => {
  evaluate(3)
  fake.attach(3, 'thumbnails')
  fake.detach(3)
  expect(gone).toEqual(['3, with 1 in the session'])
  expect(users.size).toBe(0)
  expect(relay.readName(3)).toBeUndefined()
})

test('begins anew with the next session, after a reset', () => {
  evaluate(3)
  fake.attach(3)
  relay.reset()
  expect(relay.isAttached(3)).toBe(false)
  fake = createFakeSession()
  evaluate(3)
  fake.attach(3)
  expect(listAsked(fake, 3)).toEqual(['look()'])
})
