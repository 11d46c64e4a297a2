import { expect, test } from 'vitest'
import { type GuardOptions, readGuardOptions } from '../../../src/testing/guard.js'

test('a test may compute for a minute without a turn of its loop', () => {
  expect(readGuardOptions({})).toMatchObject({ thresholdMs: 50, hangTimeoutMs: 60_000 })
  expect(readGuardOptions({ hangTimeoutMs: 0 }).hangTimeoutMs).toBe(0)
})

test.each<[unknown, string]>([
  [null, 'options: expected an object, got null'],
  [{ hangTimeoutMs: 99 }, 'hangTimeoutMs: expected 0 (never) or a number of at least 100 (ms), got 99 (number)'],
  [
    { hangTimeoutMs: '1000' },
    'hangTimeoutMs: expected 0 (never) or a number of at least 100 (ms), got "1000" (string)',
  ],
  [{ hangTimeout: 1000 }, 'hangAfterMs, hangTimeoutMs, got "hangTimeout" (string)'],
])('refuses %j', (options, message) => {
  expect(() => readGuardOptions(options as GuardOptions)).toThrow(message)
})
