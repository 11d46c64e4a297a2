import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../../../src/cli/config/config.js'
import { readPackageRules } from '../../../../src/cli/config/package-rules.js'
import { readSettings } from '../../../../src/cli/config/settings.js'
import type { OptionValues } from '../../../../src/cli/options.js'
import { fullBlock, inflateFrame } from '../../reporters/sample-report.js'

let folder: string

beforeEach(() => {
  // As a process sees its own working directory.
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loophound-config-')))
  mkdirSync(join(folder, '.git'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function write(name: string, text: string): string {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

const config = { budget: { maxBlocks: 3 } }

describe('readConfig', () => {
  test('is empty when there is none', async () => {
    write('package.json', '{ "name": "app" }')
    expect(await readConfig(undefined, folder)).toEqual({ config: {}, from: 'no config', folder })
  })

  test.each([
    ['loophound.config.mjs', 'export default { budget: { maxBlocks: 3 } }'],
    ['loophound.config.js', 'module.exports = { budget: { maxBlocks: 3 } }'],
    ['loophound.config.cjs', 'module.exports = { budget: { maxBlocks: 3 } }'],
    ['loophound.config.json', '\uFEFF{ "budget": { "maxBlocks": 3, }, } // blocks'],
    ['loophound.config.jsonc', '{ /* none */ "budget": { "maxBlocks": 3 } }'],
    ['package.json', '{ "loophound": { "budget": { "maxBlocks": 3 } } }'],
  ])('reads %s', async (name, text) => {
    write(name, text)
    expect(await readConfig(undefined, folder)).toEqual({ config, from: name, folder })
  })

  test('reads one of a folder above, whose paths are relative to that folder', async () => {
    write('loophound.config.cjs', 'module.exports = { budget: { maxBlocks: 3 } }')
    const found = await readConfig(undefined, join(folder, 'packages/a'))
    expect(found).toEqual({ config, from: '../../loophound.config.cjs', folder })
    write('packages/package.json', '{ "loophound": { "budgets": {} } }')
    await expect(readConfig(undefined, join(folder, 'packages/a'))).rejects.toThrow(
      /^\.\.\/package\.json: loophound: expected only .*; did you mean budget\?$/,
    )
  })

  test('reads the file that is given and no other, whose paths are relative to the working directory', async () => {
    write('loophound.config.json', '{}')
    write('ci/gate.cjs', 'module.exports = { budget: { maxBlocks: 3 } }')
    write('ci/package.json', '{ "loophound": { "budget": { "maxBlocks": 3 } } }')
    expect(await readConfig('ci/gate.cjs', folder)).toEqual({ config, from: 'ci/gate.cjs', folder })
    expect(await readConfig('ci/package.json', folder)).toEqual({ config, from: 'ci/package.json', folder })
  })

  test.each<[string, string, string | undefined, string | RegExp]>([
    [
      'loophound.config.mjs',
      'export const a = 1',
      undefined,
      'loophound.config.mjs: expected a config object as default export, got none',
    ],
    [
      'loophound.config.mjs',
      'throw new Error("no luck")',
      undefined,
      /^loophound\.config\.mjs: expected a config that loads, got Error: no luck at loophound\.config\.mjs:1:\d+$/,
    ],
    [
      'loophound.config.cjs',
      'throw "no luck"',
      undefined,
      /^loophound\.config\.cjs: expected a config that loads, got "no luck" \(string\)$/,
    ],
    [
      'loophound.config.json',
      '{\n  "budget": {}\n  "ignore": [] }',
      undefined,
      'loophound.config.json:3:3: expected "," or "}", got "ignore"',
    ],
    ['package.json', '{}', 'package.json', 'package.json: expected a package.json with a key loophound, got none'],
    ['a.json', '{}', 'b.json', /^b\.json: expected a readable config, got Error: ENOENT/],
    [
      'package.json',
      '{ "loophound": { "budgets": {} } }',
      undefined,
      /^package\.json: loophound: expected only .*; did you mean budget\?$/,
    ],
    [
      'a.yaml',
      '',
      'a.yaml',
      'a.yaml: expected a file that ends in .js, .mjs, .cjs, .ts, .mts, .cts, .json, .jsonc, got "a.yaml" (string)',
    ],
    ['a.mjs', '', 'b.mjs', 'b.mjs: expected a readable config, got no such file'],
  ])('refuses %s with %j', async (name, text, given, message) => {
    write(name, text)
    await expect(readConfig(given, folder)).rejects.toThrow(message)
  })

  test('refuses two files', async () => {
    write('loophound.config.js', '')
    write('loophound.config.json', '{}')
    await expect(readConfig(undefined, folder)).rejects.toThrow(
      'config: expected one in a folder, got loophound.config.js and loophound.config.json',
    )
  })
})

describe('readSettings', () => {
  const none: OptionValues = { reporters: [], budget: {}, baseline: {}, ignore: [] }
  const defaults = {
    ...{ thresholdMs: 50, hangAfterMs: 5000, hangTimeoutMs: 300_000, startupLimitMs: 30_000 },
    ...{ budget: {}, rules: [], packageRules: true, reporters: [] },
    ...{ sourceMaps: true, sampler: true, requests: true, callbacks: false },
    ...{ judge: [], roles: [] },
  }

  test('has defaults', async () => {
    expect(await readSettings(none, folder)).toEqual({ ...defaults, root: folder })
  })

  test('puts the command line before the config, limit by limit, and adds its rules', async () => {
    write('known.json', '{ "version": 1, "offenders": [] }')
    const written = {
      ...{ thresholdMs: 20, hangAfterMs: 900, hangTimeoutMs: 2000, packageRules: false, onInconclusive: 'pass' },
      ...{ startupLimitMs: 9000, judge: ['pools'], roles: [{ package: 'a', role: 'tool' }] },
      budget: { maxBlocks: 3, maxTotalMs: 100 },
      baseline: { file: 'known.json', factor: 2, failStale: true },
      ignore: [{ cause: 'gc', reason: 'a' }],
      ...{ sourceMaps: false, sampler: false, requests: false, callbacks: true },
      reporters: ['text'],
    }
    write('loophound.config.json', JSON.stringify(written))
    const options: OptionValues = {
      ...{
        ...none,
        thresholdMs: 30,
        hangTimeoutMs: 0,
        onInconclusive: 'fail',
        baseline: { factor: 3, failStale: false, update: 'known' },
        ...{ sourceMaps: true, sampler: true, requests: true, callbacks: false },
        reporters: [{ name: 'tap' }],
      },
      ...{ startupLimitMs: 0, judge: ['startup', 'ending'] },
      budget: { maxBlocks: 5 },
      ignore: [{ file: 'a', reason: 'b' }],
    }
    expect(await readSettings(options, folder)).toEqual({
      ...{ ...defaults, root: folder, reporters: [{ name: 'tap' }] },
      ...{ thresholdMs: 30, hangAfterMs: 900, hangTimeoutMs: 0, packageRules: false, onInconclusive: 'fail' },
      ...{ startupLimitMs: 0, judge: ['startup', 'ending'], roles: [{ package: 'a', role: 'tool' }] },
      budget: { maxBlocks: 5, maxTotalMs: 100 },
      rules: [
        { rule: { file: 'a', reason: 'b' }, from: '--ignore' },
        { rule: { cause: 'gc', reason: 'a' }, from: 'loophound.config.json' },
      ],
      baseline: { file: 'known.json', entries: [], factor: 3, failStale: false, update: 'known' },
    })
  })

  test('takes from the config what the command line does not say', async () => {
    const flags = { sourceMaps: false, sampler: false, requests: false, callbacks: true }
    const reporters = ['text', { name: 'github' }, { name: 'json', file: 'out/report.json' }]
    write('loophound.config.json', JSON.stringify({ ...flags, reporters, hangTimeoutMs: 0 }))
    expect(await readSettings(none, folder)).toEqual({
      ...{ ...defaults, ...flags, root: folder, hangTimeoutMs: 0 },
      reporters: [{ name: 'text' }, { name: 'github' }, { name: 'json', file: 'out/report.json' }],
    })
  })

  test('takes paths from the folder of the config, and those of the command line from the working directory', async () => {
    const absolute = write('known.json', '{ "version": 1, "offenders": [] }')
    const written = (file: string): string =>
      JSON.stringify({
        baseline: { file },
        reporters: [{ name: 'json', file: 'out/a.json' }],
        ignore: [{ file: 'src/**', reason: 'a' }],
      })
    write('loophound.config.json', written('known.json'))
    const cwd = join(folder, 'packages/a')
    const options: OptionValues = { ...none, ignore: [{ file: 'src/**', reason: 'b' }] }
    expect(await readSettings(options, cwd)).toMatchObject({
      root: folder,
      baseline: { file: '../../known.json' },
      reporters: [{ name: 'json', file: '../../out/a.json' }],
      rules: [
        { rule: { file: 'packages/a/src/**' } },
        { rule: { file: 'src/**' }, from: '../../loophound.config.json' },
      ],
    })
    write('loophound.config.json', written(absolute))
    expect(await readSettings(none, cwd)).toMatchObject({ baseline: { file: absolute } })
    write('packages/a/mine.json', '{ "version": 1, "offenders": [] }')
    const given: OptionValues = { ...none, baseline: { file: 'mine.json' } }
    expect(await readSettings(given, cwd)).toMatchObject({ baseline: { file: 'mine.json' } })
  })

  test.each<[OptionValues['baseline'], string]>([
    [{ update: 'new' }, '--update-baseline'],
    [{ failStale: true }, '--fail-stale'],
    [{ factor: 2 }, '--baseline-factor'],
  ])('refuses %j without a baseline', async (baseline, name) => {
    await expect(readSettings({ ...none, baseline }, folder)).rejects.toThrow(
      `${name}: expected --baseline <file> or a baseline in the config, got none`,
    )
  })
})

describe('readPackageRules', () => {
  const withFile = (file: string) => ({ ...fullBlock, stack: [{ ...inflateFrame, file: join(folder, file) }] })

  test('reads the list of each package at work, once', () => {
    const rule = { function: 'inflate', reason: 'once' }
    write('node_modules/pngjs/package.json', JSON.stringify({ loophound: { ignore: [rule] } }))
    const block = withFile('node_modules/pngjs/lib/sync-inflate.js')
    const complaints: string[] = []
    expect(readPackageRules([block, block, fullBlock], sentence => complaints.push(sentence))).toEqual([
      { rule, from: 'package.json of pngjs', library: { name: 'pngjs', folder: join(folder, 'node_modules/pngjs') } },
    ])
    expect(complaints).toEqual([])
  })

  test('says of a list that is wrong what is wrong, and goes without it', () => {
    write('node_modules/pngjs/package.json', '{ "loophound": { "ignore": [{ "function": "inflate" }] } }')
    const complaints: string[] = []
    const rules = readPackageRules([withFile('node_modules/pngjs/a.js')], sentence => complaints.push(sentence))
    expect({ rules, complaints }).toEqual({
      rules: [],
      complaints: ['package.json of pngjs: loophound.ignore[0].reason: expected a reason, got undefined'],
    })
  })

  test('needs no package.json', () => {
    expect(readPackageRules([withFile('node_modules/pngjs/a.js')], () => {})).toEqual([])
  })
})
