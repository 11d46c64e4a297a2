import { describe, expect, it } from 'vitest'
import { checkConfig, checkPackageRules } from '../../../src/cli/check-config.js'
import type { Config } from '../../../src/model/config.js'
import { LoophoundError } from '../../../src/model/errors.js'

const FULL: Config = {
  thresholdMs: 20,
  hangAfterMs: 1000,
  hangTimeoutMs: 0,
  startupLimitMs: 0,
  judge: ['startup', 'ending', 'tools', 'pools'],
  roles: [{ package: '@a/*', file: 'bin/**', role: 'tool' }],
  budget: {
    ...{ maxBlocks: 0, maxBlockMs: 100, maxTotalMs: 1000, maxDelayP99Ms: 30, maxStartupMs: 500 },
    scopes: [
      {
        file: 'test/**',
        package: '@img/*',
        thread: 'pool*',
        process: 'src/*.js',
        maxBlocks: 3,
        maxBlockMs: 1,
        maxTotalMs: 2,
      },
    ],
  },
  baseline: { file: 'known.json', factor: 2, failStale: true },
  ignore: [
    {
      function: 'render',
      file: 'src/**',
      package: 'sharp',
      cause: 'json',
      thread: 'main',
      process: 'vite',
      reason: 'start-up only',
    },
  ],
  packageRules: false,
  onInconclusive: 'pass',
}

function catchError(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error instanceof LoophoundError ? { code: error.code, message: error.message } : error
  }
}

describe('checkConfig', () => {
  it.each([[FULL], [{}]])('takes %j as it is', config => {
    expect(checkConfig(config, 'c.mjs')).toEqual(config)
  })

  it.each<[unknown, string]>([
    [[], 'c.mjs: expected a config object, got [] (array)'],
    [() => ({}), 'c.mjs: expected a config object, got anonymous (function)'],
    [
      { treshold: 5 },
      'expected only thresholdMs, hangAfterMs, hangTimeoutMs, startupLimitMs, judge, roles, budget, baseline, ignore, packageRules, onInconclusive, got "treshold" (string)',
    ],
    [{ thresholdMS: 5 }, 'onInconclusive, got "thresholdMS" (string); did you mean thresholdMs?'],
    [{ thresholdMs: '50' }, 'c.mjs: thresholdMs: expected a number of at least 5 (ms), got "50" (string)'],
    [{ thresholdMs: 4 }, 'c.mjs: thresholdMs: expected a number of at least 5 (ms), got 4 (number)'],
    [
      { budget: { maxBlock: 5 } },
      'c.mjs: budget: expected only maxBlocks, maxBlockMs, maxTotalMs, maxDelayP99Ms, maxStartupMs, scopes, got "maxBlock" (string); did you mean maxBlocks?',
    ],
    [
      { budget: { maxBlocks: 1.5 } },
      'c.mjs: budget.maxBlocks: expected a whole number of at least 0, got 1.5 (number)',
    ],
    [
      { budget: { scopes: [{ maxBlocks: 1 }] } },
      'c.mjs: budget.scopes[0]: expected a file, package, thread or process beside the limits, got {"maxBlocks":1} (object)',
    ],
    [
      { budget: { scopes: [{ file: 'a', maxDelayP99Ms: 1 }] } },
      'c.mjs: budget.scopes[0]: expected only maxBlocks, maxBlockMs, maxTotalMs, file, package, thread, process, got "maxDelayP99Ms" (string)',
    ],
    [
      { baseline: 'known.json' },
      'c.mjs: baseline: expected an object with the file of a baseline, got "known.json" (string)',
    ],
    [{ baseline: {} }, 'c.mjs: baseline.file: expected the path of a baseline, got undefined'],
    [
      { baseline: { file: 'a', factor: 0.5 } },
      'c.mjs: baseline.factor: expected a number of at least 1, got 0.5 (number)',
    ],
    [{ ignore: {} }, 'c.mjs: ignore: expected an array, got {} (object)'],
    [{ ignore: ['a'] }, 'c.mjs: ignore[0]: expected a rule with a reason, got "a" (string)'],
    [{ ignore: [{ function: 'a' }] }, 'c.mjs: ignore[0].reason: expected a reason, got undefined'],
    [{ ignore: [{ function: 'a', reason: ' ' }] }, 'c.mjs: ignore[0].reason: expected a reason, got " " (string)'],
    [
      { ignore: [{ reason: 'a' }] },
      'c.mjs: ignore[0]: expected a function, file, package, cause, thread or process beside the reason, got {"reason":"a"} (object)',
    ],
    [
      { ignore: [{ fucntion: 'a', reason: 'a' }] },
      'c.mjs: ignore[0]: expected only function, file, package, cause, thread, process, reason, got "fucntion" (string); did you mean function?',
    ],
    [
      {
        ignore: [
          { file: 'a', reason: 'a' },
          { file: 'a', reason: 'b' },
        ],
      },
      'c.mjs: ignore[1]: expected a rule unlike ignore[0], got {"file":"a","reason":"b"} (object)',
    ],
    [
      { judge: ['start-up'] },
      'c.mjs: judge[0]: expected "startup" or "ending" or "tools" or "pools", got "start-up" (string); did you mean startup?',
    ],
    [
      { roles: [{ package: 'a', role: 'tools' }] },
      'c.mjs: roles[0].role: expected "app" or "tool" or "hooks" or "pool", got "tools" (string); did you mean tool?',
    ],
    [
      { roles: [{ role: 'tool' }] },
      'c.mjs: roles[0]: expected a package or file beside the role, got {"role":"tool"} (object)',
    ],
    [{ onInconclusive: 'ok' }, 'c.mjs: onInconclusive: expected "pass" or "fail", got "ok" (string)'],
  ])('refuses %j', (config, message) => {
    expect(catchError(() => checkConfig(config, 'c.mjs'))).toEqual({
      code: 'ERR_LOOPHOUND_BAD_CONFIG',
      message: expect.stringContaining(message),
    })
  })

  it.each(['thread', 'process'])('takes rules and limits that tell apart by %s', name => {
    const named = [
      { [name]: 'a', reason: 'a' },
      { [name]: 'b', reason: 'a' },
    ]
    const config = { ignore: named, budget: { scopes: [{ [name]: 'a', maxBlocks: 1 }] } }
    expect(checkConfig(config, 'c.mjs')).toEqual(config)
  })

  it('suggests the cause that was meant', () => {
    const config = { ignore: [{ cause: 'jsno', reason: 'a' }] }
    expect(catchError(() => checkConfig(config, 'c.mjs'))).toMatchObject({
      message: expect.stringMatching(
        /^c\.mjs: ignore\[0\]\.cause: expected "javascript" or .*, got "jsno" \(string\); did you mean json\?$/,
      ),
    })
  })
})

describe('checkPackageRules', () => {
  it('takes rules that speak of the package itself', () => {
    const rules = [{ function: 'load', cause: 'file-system', reason: 'once' }]
    expect(checkPackageRules(rules, 'sharp')).toEqual(rules)
  })

  it.each<[unknown, string]>([
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
