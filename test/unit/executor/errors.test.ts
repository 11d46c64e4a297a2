import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { recordThrown, restoreThrown } from '../../../src/executor/errors.js'
import { LoophoundError } from '../../../src/model/errors.js'

const send = (thrown: unknown) => restoreThrown(structuredClone(recordThrown(thrown)))

test('keeps class, message, code, own properties and the stack of a built-in error', () => {
  const error = Object.assign(new TypeError('no'), { code: 'E_NO', path: '/a' })
  const sent = send(error)
  expect(sent).toBeInstanceOf(TypeError)
  expect(sent).toMatchObject({ name: 'TypeError', message: 'no', code: 'E_NO', path: '/a', stack: error.stack })
})

test('keeps the name of a class that exists on the other side only', () => {
  class OutOfPaper extends Error {}
  expect(send(new OutOfPaper('no paper'))).toMatchObject({ name: 'OutOfPaper', message: 'no paper' })
})

test('keeps causes, and the errors of an AggregateError', () => {
  const error = new AggregateError([new RangeError('one'), 'two'], 'both', { cause: new Error('why', { cause: 1 }) })
  const sent = send(error) as AggregateError
  expect(sent).toBeInstanceOf(AggregateError)
  expect(sent.errors).toEqual([new RangeError('one'), 'two'])
  expect(sent.cause).toMatchObject({ message: 'why', cause: 1 })
})

test('keeps the code of an error of ours', () => {
  const sent = send(new LoophoundError('ERR_LOOPHOUND_BAD_TASK', 'no'))
  expect(sent).toBeInstanceOf(LoophoundError)
  expect(sent).toMatchObject({ code: 'ERR_LOOPHOUND_BAD_TASK' })
})

test('takes an error of another realm for one', () => {
  expect(send(runInNewContext('new RangeError("far")'))).toMatchObject({ name: 'RangeError', message: 'far' })
})

test('ends where an error is among its own causes', () => {
  const error = new Error('round')
  error.cause = error
  expect(send(error)).toMatchObject({ message: 'round', cause: { message: 'round' } })
})

test('leaves out properties that cannot be sent', () => {
  expect(Object.keys(send(Object.assign(new Error('x'), { fn() {}, ok: 1 })) as Error)).toEqual(['ok'])
})

test('sends anything else as it is, or as text', () => {
  expect(send({ status: 404 })).toEqual({ status: 404 })
  expect(send(undefined)).toBe(undefined)
  expect(send(Symbol('text'))).toBe('Symbol(text)')
})
