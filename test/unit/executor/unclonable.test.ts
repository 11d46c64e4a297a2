import { expect, test } from 'vitest'
import { createUnclonable } from '../../../src/executor/unclonable.js'

const nest = { name: 'x', list: [1, { 'on done': () => {} }] }
const round: Record<string, unknown> = { ok: true }
round.self = round
round.later = Promise.resolve()

test.each([
  ['a function', 'args', [1, () => {}], 'args[1]', 'a function'],
  ['a function deep inside', 'args', [nest], 'args[0].list[1]["on done"]', 'a function'],
  ['a symbol', 'result', Symbol('s'), 'result', 'a symbol'],
  ['something in a Map', 'args', [new Map([['key', () => {}]])], 'args[0].get(key)', 'a function'],
  ['something in a Set', 'args', [new Set([() => {}])], 'args[0].values()[0]', 'a function'],
  ['an object that refers to itself', 'args', [round], 'args[0].later', 'a Promise'],
  ['an object that no thread takes', 'args', [new WeakMap()], 'args[0]', 'a WeakMap'],
])('names %s', (_, name, value, path, got) => {
  expect(createUnclonable(name, value, new Error('DataCloneError'))).toMatchObject({
    code: 'ERR_LOOPHOUND_UNCLONABLE',
    message: `${path}: expected something that can be copied to another thread or process, got ${got}`,
  })
})

test('says what Node said when each property can be copied', () => {
  expect(createUnclonable('args', [1], 'a detached buffer').message).toMatch(/^args: .* got a detached buffer$/)
})
