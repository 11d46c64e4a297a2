import { describe, expect, test } from 'vitest'
import { createBadOption, formatGot, LoophoundError } from '../../../src/model/errors.js'

describe('formatGot', () => {
  test.each<[unknown, string]>([
    [3, '3 (number)'],
    [Number.NaN, 'NaN (number)'],
    ['fast', '"fast" (string)'],
    ['', '"" (string)'],
    [true, 'true (boolean)'],
    [null, 'null'],
    [undefined, 'undefined'],
    [10n, '10 (bigint)'],
    [Symbol('s'), 'Symbol(s) (symbol)'],
    [[1, 2], '[1,2] (array)'],
    [{ a: 1 }, '{"a":1} (object)'],
    [function named() {}, 'named (function)'],
    [(() => () => {})(), 'anonymous (function)'],
  ])('tells %s and its type', (got, text) => {
    expect(formatGot(got)).toBe(text)
  })

  test('shortens what is long', () => {
    const text = formatGot('x'.repeat(500))
    expect(text).toBe(`"${'x'.repeat(78)}… (string)`)
  })

  test('tells of what JSON cannot', () => {
    const circular: { self?: unknown } = {}
    circular.self = circular
    expect(formatGot(circular)).toBe('[object Object] (object)')
    expect(formatGot({ toJSON: () => undefined })).toBe('[object Object] (object)')
  })
})

test('a bad option is one sentence with a stable code', () => {
  const error = createBadOption('thresholdMs', 'a number of at least 5 (ms)', 3)
  expect(error).toBeInstanceOf(LoophoundError)
  expect(error).toMatchObject({
    name: 'LoophoundError',
    code: 'ERR_LOOPHOUND_BAD_OPTION',
    message: 'thresholdMs: expected a number of at least 5 (ms), got 3 (number)',
  })
})
