import { describe, expect, test } from 'vitest'
import { createCommandEnvironment } from '../../../../src/cli/run/command.js'

const settings = { runDirectory: '/tmp/run', thresholdMs: 50 }

describe('createCommandEnvironment', () => {
  test('makes every Node process load loophound first and hands over the settings', () => {
    expect(createCommandEnvironment({ HOME: '/root' }, '/lib/register.cjs', settings)).toEqual({
      HOME: '/root',
      NODE_OPTIONS: '--require=/lib/register.cjs',
      LOOPHOUND_RUN: '{"runDirectory":"/tmp/run","thresholdMs":50}',
    })
  })

  test('keeps what NODE_OPTIONS held', () => {
    const env = createCommandEnvironment({ NODE_OPTIONS: '--max-old-space-size=99' }, '/lib/register.cjs', settings)
    expect(env.NODE_OPTIONS).toBe('--require=/lib/register.cjs --max-old-space-size=99')
  })

  test('quotes a path with blanks, backslashes or quotes', () => {
    const env = createCommandEnvironment({}, 'C:\\my "lib"\\register.cjs', settings)
    expect(env.NODE_OPTIONS).toBe('--require="C:\\\\my \\"lib\\"\\\\register.cjs"')
  })
})
