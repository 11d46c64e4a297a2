import { describe, expect, it } from 'vitest'
import { createCommandEnvironment } from '../../../src/cli/command-environment.js'

const settings = { runDirectory: '/tmp/run', thresholdMs: 50 }

describe('createCommandEnvironment', () => {
  it('makes every Node process load loophound first and hands over the settings', () => {
    expect(createCommandEnvironment({ HOME: '/root' }, 'file:///a%20b/register.js', settings)).toEqual({
      HOME: '/root',
      NODE_OPTIONS: '--import=file:///a%20b/register.js',
      LOOPHOUND_RUN: '{"runDirectory":"/tmp/run","thresholdMs":50}',
    })
  })

  it('keeps what NODE_OPTIONS held', () => {
    const env = createCommandEnvironment({ NODE_OPTIONS: '--max-old-space-size=99' }, 'file:///register.js', settings)
    expect(env.NODE_OPTIONS).toBe('--import=file:///register.js --max-old-space-size=99')
  })
})
