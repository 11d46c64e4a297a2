import { describe, expect, test } from 'vitest'
import { findInterruptsCapability } from '../../../../src/agent/link/spawn.js'

function find(...execArgv: string[]) {
  return findInterruptsCapability({ execArgv, permission: undefined } as never)
}

describe('findInterruptsCapability', () => {
  test('is off in the process of node --test, which has no inspector', () => {
    expect(find('--test', '--test-reporter=spec')).toEqual({ state: 'off', reason: 'test-runner' })
    expect(find('--test', '--test-isolation=process')).toEqual({ state: 'off', reason: 'test-runner' })
  })

  test('is on where the tests run in that process, and in all others', () => {
    expect(find('--test', '--test-isolation=none')).toEqual({ state: 'on' })
    expect(find('--test', '--experimental-test-isolation=none')).toEqual({ state: 'on' })
    expect(find('--test-reporter=spec', '--enable-source-maps')).toEqual({ state: 'on' })
  })

  test('is off in another runtime, whatever its options', () => {
    const runtime = { isNode: false, offReason: 'not supported by Bun 1.4.5' }
    expect(findInterruptsCapability({ execArgv: ['--test'], permission: {} } as never, runtime)).toEqual({
      state: 'off',
      reason: 'not supported by Bun 1.4.5',
    })
  })

  test('is off under the permission model', () => {
    expect(findInterruptsCapability({ execArgv: [], permission: {} } as never)).toEqual({
      state: 'off',
      reason: 'permission-model',
    })
  })
})
