import { expect, test } from 'vitest'
import type { Send } from '../../../src/executor/guard-sending.js'
import { createTargetReader, createTargets, type Target } from '../../../src/executor/targets.js'
import { tellOnce } from '../../../src/executor/tell-once.js'

test('tells a worker of a function once, then its number', () => {
  const { call, sent } = createCall()
  const [findTarget, readTarget] = [createTargets(), createTargetReader()]
  for (const name of ['sum', 'max', 'sum']) call(findTarget('file:///math.mjs', name))
  expect(sent).toEqual([[1, 'file:///math.mjs', 'sum'], [2, 'file:///math.mjs', 'max'], 1])
  expect(sent.map(target => readTarget(target)[2])).toEqual(['sum', 'max', 'sum'])
})

test('tells again of a function when the message that told of it was not sent', () => {
  const { call, sent } = createCall(before => {
    if (before.length === 0) throw new Error('could not be cloned')
  })
  const target = createTargets()('file:///math.mjs', 'sum')
  expect(() => call(target)).toThrow('could not be cloned')
  call(target)
  call(target)
  expect(sent).toEqual([target, target, 1])
})

test('gives no number to functions over 1000, and so keeps none of them', () => {
  const { call, sent } = createCall()
  const findTarget = createTargets()
  for (let count = 0; count < 1000; count++) findTarget('file:///math.mjs', `f${count}`)
  for (let count = 0; count < 2; count++) call(findTarget('file:///math.mjs', 'late'))
  expect(sent).toEqual(Array(2).fill([0, 'file:///math.mjs', 'late']))
  expect(findTarget('file:///math.mjs', 'f999')[0]).toBe(1000)
})

/** Calls of a worker, and how the function was named in what was sent to it. */
function createCall(check: (sent: readonly unknown[]) => void = () => {}) {
  const sent: (Target | number)[] = []
  const send = tellOnce(({ params }) => {
    const before = [...sent]
    sent.push(params?.[0] as Target | number)
    check(before)
  })
  return { sent, call: (target: Target) => send({ id: 1, params: [target, []] } satisfies Parameters<Send>[0]) }
}
