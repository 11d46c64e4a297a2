import { expect, test } from 'vitest'
import { allowBlocking } from '../../../src/testing/allow-blocking.js'
import { toBlock } from '../../../src/testing/to-block.js'

test('does not pass for a function that does not block, and says for how long it would have had to', async () => {
  const { pass, message } = await toBlock(async () => {}, 10_000)
  expect([pass, message()]).toEqual([false, 'expected a block of 10000 ms or longer, got none'])
})

test('throws what the function throws', async () => {
  const fails = () => Promise.reject(new Error('its own'))
  await expect(toBlock(fails)).rejects.toThrow('its own')
})

test.each<[unknown, number | undefined, string]>([
  [7, undefined, 'expect(…): expected a function, got 7 (number)'],
  [() => {}, 4, 'thresholdMs: expected a number of at least 5 (ms), got 4 (number)'],
])('refuses (%s, %s)', async (received, ms, message) => {
  await expect(toBlock(received, ms)).rejects.toMatchObject({ code: 'ERR_LOOPHOUND_BAD_OPTION', message })
})

test.each<[unknown, unknown, string, string]>([
  [0, 'known', 'ERR_LOOPHOUND_BAD_OPTION', 'ms: expected a number above 0 (ms), got 0 (number)'],
  [10, ' ', 'ERR_LOOPHOUND_BAD_OPTION', 'reason: expected a reason, got " " (string)'],
  [10, undefined, 'ERR_LOOPHOUND_BAD_OPTION', 'reason: expected a reason, got undefined'],
  [10, 'known', 'ERR_LOOPHOUND_BAD_USAGE', 'allowBlocking: expected to be called inside a guarded test'],
])('allowBlocking refuses (%s, %j)', (ms, reason, code, message) => {
  const allow = () => allowBlocking(ms as number, reason as string)
  expect(allow).toThrow(expect.objectContaining({ code, message }))
})
