import { describe, expect, test } from 'vitest'
import { checkConfig, checkPackageRules } from '../../../src/formats/config.js'
import { LoophoundError } from '../../../src/model/errors.js'
import { BAD_CONFIGS, FULL_CONFIG } from '../cli/config/sample-configs.js'

function catchError(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error instanceof LoophoundError ? { code: error.code, message: error.message } : error
  }
}

describe('checkConfig', () => {
  test.each([[FULL_CONFIG], [{}]])('takes %j as it is', config => {
    expect(checkConfig(config, 'c.mjs')).toEqual(config)
  })

  test.each(BAD_CONFIGS)('refuses $config', ({ config, message }) => {
    expect(catchError(() => checkConfig(config, 'c.mjs'))).toEqual({
      code: 'ERR_LOOPHOUND_BAD_CONFIG',
      message: expect.stringContaining(message),
    })
  })

  test('refuses a function', () => {
    expect(catchError(() => checkConfig(() => ({}), 'c.mjs'))).toMatchObject({
      message: 'c.mjs: expected a config object, got anonymous (function)',
    })
  })

  test.each([
    [{ thread: 'main' }, { thread: 'worker' }],
    [{ process: 'a' }, { process: 'b' }],
  ])('takes rules that differ in %j only', (one, other) => {
    const config = { ignore: [one, other].map(rule => ({ ...rule, file: 'a', reason: 'a' })) }
    expect(checkConfig(config, 'c.mjs')).toEqual(config)
  })

  test('suggests the cause that was meant', () => {
    const config = { ignore: [{ cause: 'jsno', reason: 'a' }] }
    expect(catchError(() => checkConfig(config, 'c.mjs'))).toMatchObject({
      message: expect.stringMatching(
        /^c\.mjs: ignore\[0\]\.cause: expected "javascript" or .*, got "jsno" \(string\); did you mean json\?$/,
      ),
    })
  })
})

describe('checkPackageRules', () => {
  test('takes rules that speak of the package itself', () => {
    const rules = [{ function: 'load', cause: 'file-system', reason: 'once' }]
    expect(checkPackageRules(rules, 'sharp')).toEqual(rules)
  })

  test.each<[unknown, string]>([
    [{}, 'sharp: expected an array, got {} (object)'],
    [[{ function: 'load' }], 'sharp[0].reason: expected a reason, got undefined'],
    [
      [{ package: 'app', reason: 'a' }],
      'sharp[0].package: expected none: it holds for the package itself only, got "app" (string)',
    ],
    [
      [{ reason: 'a' }],
      'sharp[0]: expected a function, file, package, cause, thread or process beside the reason, got {"reason":"a"} (object)',
    ],
  ])('refuses %j', (rules, message) => {
    expect(catchError(() => checkPackageRules(rules, 'sharp'))).toEqual({ code: 'ERR_LOOPHOUND_BAD_CONFIG', message })
  })
})
