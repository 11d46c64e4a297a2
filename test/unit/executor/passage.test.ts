import { expect, test } from 'vitest'
import { createPassage, type Passage } from '../../../src/executor/passage.js'

type PoolTask = Parameters<Passage['push']>[0]

test('gives a refusal to who sends the task, and does not tell the task of it', () => {
  const { passage, push, told } = createParts()
  const dead = new Error('Worker is terminated')
  expect(passage.refuses(() => push().resolver.reject(dead))).toBe(dead)
  expect(passage.refuses(() => push())).toBeUndefined()
  expect(told).toEqual(['workerpool: Worker is terminated'])
})

test('tells workerpool first when a worker has ended, and then the task', () => {
  const { passage, push, told } = createParts()
  const sent: PoolTask[] = []
  passage.refuses(() => sent.push(push()))
  sent[0]?.resolver.reject(new Error('exit code 1'))
  expect(told).toEqual(['workerpool: exit code 1', 'lost: exit code 1'])
})

test('tells of an answer, also of one that comes before the task is sent', () => {
  const { passage, push, told } = createParts()
  passage.refuses(() => push().resolver.resolve([42, 1]))
  const sent: PoolTask[] = []
  passage.refuses(() => sent.push(push()))
  sent[0]?.resolver.resolve(0.5)
  expect(told).toEqual(['answer: [42,1]', 'answer: 0.5'])
})

test('keeps no task that could not be sent', () => {
  const { passage, push } = createParts()
  const send = () => {
    push()
    throw new Error('no permission')
  }
  expect(() => passage.refuses(send)).toThrow('no permission')
  expect(passage.size()).toBe(0)
})

/** A passage, and who is told what. `push` is what workerpool does with a task. */
function createParts() {
  const told: string[] = []
  const passage = createPassage()
  const push = (): PoolTask => {
    const resolver = {
      promise: {},
      resolve: () => {},
      reject: (error: Error) => told.push(`workerpool: ${error.message}`),
    }
    const options = {
      onAnswer: (answer: unknown) => told.push(`answer: ${JSON.stringify(answer)}`),
      onLost: (error: Error) => told.push(`lost: ${error.message}`),
    }
    const task = { method: 'call', resolver, timeout: null, options } as unknown as PoolTask
    passage.push(task)
    return task
  }
  return { passage, push, told }
}
