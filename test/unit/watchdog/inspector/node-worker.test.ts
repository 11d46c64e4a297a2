import { beforeEach, expect, test } from 'vitest'
import {
  createNodeWorkerDomain,
  type Evaluation,
  type NodeWorkerDomain,
} from '../../../../src/watchdog/inspector/node-worker.js'
import { createFakeSession, type FakeSession, listAsked } from '../../agent/profiler/fake-session.js'

let fake: FakeSession
let line: NodeWorkerDomain
let told: string[]

beforeEach(() => {
  fake = createFakeSession()
  told = []
  line = createNodeWorkerDomain(fake.session, {
    onName: (threadId, name) => told.push(`${threadId} is ${name}`),
    onGone: threadId => told.push(`${threadId} is gone`),
  })
})

function createEvaluation(threadId: number, fields: Partial<Evaluation> = {}): Evaluation {
  const onAnswer = (value: unknown) => told.push(`${threadId} answers ${value}`)
  return { threadId, expression: `look(${threadId})`, onAnswer, ...fields }
}

test('asks for threads without holding up those that start', () => {
  expect(fake.posted).toEqual([{ method: 'NodeWorker.enable', params: { waitForDebuggerOnStart: false } }])
})

test('sends to a thread as soon as it is known, and its answer to who asked', () => {
  line.send(1, createEvaluation(3))
  line.send(2, createEvaluation(4))
  expect(listAsked(fake, 3)).toEqual([])
  fake.attach(3, 'thumbnails')
  expect(listAsked(fake, 3)).toEqual(['look(3)'])
  expect(listAsked(fake, 4)).toEqual([])
  fake.answer(3, 'yes')
  expect(told).toEqual(['3 is thumbnails', '3 answers yes'])
})

test('does not take what Node calls a thread without a name for its name', () => {
  fake.attach(3, 'WorkerThread')
  expect(told).toEqual([])
})

test('has the main thread run what goes before, right before', () => {
  fake.attach(3)
  line.send(1, createEvaluation(3, { mainExpression: 'mark(3)' }))
  const sent = fake.posted.slice(1).map(({ method, params }) => params.expression ?? method)
  expect(sent).toEqual(['mark(3)', 'NodeWorker.sendMessageToWorker'])
})

test('tells once that a thread has ended, and again to each who asks for it after', () => {
  fake.attach(3)
  expect(line.isAttached(3)).toBe(true)
  fake.detach(3)
  fake.detach(3)
  expect(line.isAttached(3)).toBe(false)
  expect(told).toEqual(['3 is gone'])
  line.send(1, createEvaluation(3))
  expect(told).toEqual(['3 is gone', '3 is gone'])
  expect(listAsked(fake, 3)).toEqual([])
})

test('knows from the list of all threads which of those that were asked is none', () => {
  fake.attach(3)
  line.send(1, createEvaluation(3))
  line.send(2, createEvaluation(4))
  fake.list()
  expect(told).toEqual(['4 is gone'])
})

test('concludes nothing from a list that failed', () => {
  line.send(1, createEvaluation(4))
  fake.list(new Error('no such domain'))
  expect(told).toEqual([])
})

test('forgets what nobody waits for, sent or not', () => {
  fake.attach(3)
  line.send(1, createEvaluation(3))
  line.send(2, createEvaluation(4))
  line.forget([1, 2])
  fake.answer(3, 'late')
  fake.attach(4)
  expect(told).toEqual([])
  expect(listAsked(fake, 4)).toEqual([])
})
