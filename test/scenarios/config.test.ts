import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { findNodes } from '../node-matrix/find-nodes.mjs'
import { createCommandLine } from './command-line.js'

const cli = createCommandLine()

const JOB = `
setTimeout(function grind() {
  const end = Date.now() + 200
  while (Date.now() < end);
}, 200)
`

const CONFIG = `{
  "$schema": "./node_modules/loophound/schema/config.schema.json",
  "baseline": { "file": "known.json" }, // of all packages
  "budget": { "scopes": [{ "file": "packages/a/test/**", "maxBlocks": 9 }] },
  "ignore": [{ "file": "packages/b/src/*.mjs", "reason": "no server" }],
  "reporters": ["text", { "name": "json", "file": "out/report.json" }],
}`

const ANY_ENDS = ['--on-inconclusive', 'pass', '--', 'true']

describe('a config of a whole workspace', () => {
  const run = (folder: string, ...args: string[]) => cli.run(['run', ...args], { cwd: folder })

  beforeEach(() => {
    cli.write('package.json', '{ "workspaces": ["packages/*"] }')
    cli.write('loophound.config.jsonc', CONFIG)
    cli.write('known.json', '{ "version": 1, "offenders": [] }')
    for (const file of ['a/src/job.mjs', 'a/test/job.mjs', 'b/src/job.mjs']) cli.write(`packages/${file}`, JOB)
    cli.write('packages/a/package.json', '{ "name": "a" }')
  })

  test('is found from a package, and its paths are relative to its folder', async () => {
    const failed = await run('packages/a', '--', 'node', 'src/job.mjs')
    expect(failed.stdout).toContain('  grind src/job.mjs:4:')
    expect(failed.stdout).toContain('1 new offender: grind packages/a/src/job.mjs (javascript)')
    expect(failed.exitCode).toBe(1)
    const report: Report = JSON.parse(cli.readText('out/report.json'))
    expect(report.roots).toEqual([realpathSync(cli.folder)])

    expect((await run('packages/a', '--', 'node', 'test/job.mjs')).exitCode).toBe(0)
    const ignored = await run('packages/b', '--', 'node', 'src/job.mjs')
    expect(ignored.stdout).toContain('(does not count: no server)')
    expect(ignored.exitCode).toBe(0)
  })

  test('has one baseline for all packages, wherever in it a run starts', async () => {
    const accept = ['--update-baseline', '--accept-new', '--', 'node', 'src/job.mjs']
    const accepted = await run('packages/a', ...accept)
    expect(accepted.stdout).toContain('1 added, 0 changed, 0 removed in ../../known.json')
    expect(JSON.parse(cli.readText('known.json')).offenders).toMatchObject([{ file: 'packages/a/src/job.mjs' }])
    const fromRoot = await run('', '--baseline-factor', '9', '--', 'node', 'packages/a/src/job.mjs')
    expect(fromRoot.stdout).toContain('baseline  known, ')
    expect(fromRoot.exitCode).toBe(0)
  })

  test('comes after the command line, whose paths are relative to the working directory', async () => {
    const options = ['--ignore', 'file=src/*.mjs reason=for now', '--reporter', 'text']
    const { exitCode, stdout } = await run('packages/a', ...options, '--', 'node', 'src/job.mjs')
    expect(stdout).toContain('(does not count: for now)')
    expect(exitCode).toBe(0)
    expect(() => cli.readText('out/report.json')).toThrow('ENOENT')
  })

  test('is one in a folder', async () => {
    cli.write('package.json', '{ "workspaces": ["packages/*"], "loophound": {} }')
    const { exitCode, stderr } = await run('packages/a', ...ANY_ENDS)
    expect(stderr).toBe(
      'loophound: config: expected one in a folder, got ../../loophound.config.jsonc and the key loophound of ../../package.json\n',
    )
    expect(exitCode).toBe(2)
  })
})

describe('a config with a mistake in its syntax', () => {
  const bad = (exported: string): string => `// limits\n${exported} {\n  thresholdMs: 50,\n  budget {},\n}\n`

  test.each([
    ['json', bad('').replace('thresholdMs', '"thresholdMs"'), ':4:3: expected a key in double quotes, got budget'],
    ['mjs', bad('export default'), ": expected a config that loads, got SyntaxError: Unexpected token '{' at FILE:4"],
    ['js', bad('export default'), ": expected a config that loads, got SyntaxError: Unexpected token '{' at FILE:4"],
    ['cjs', bad('module.exports ='), ": expected a config that loads, got SyntaxError: Unexpected token '{' at FILE:4"],
    [
      'mjs',
      "import './limits.mjs'\nexport default {}\n",
      ': expected a config that loads, got SyntaxError: Unexpected end of input at packages/limits.mjs:2',
    ],
    [
      'mjs',
      "import { a } from './empty.mjs'\nexport default {}\n",
      ": expected a config that loads, got SyntaxError: The requested module './empty.mjs' does not provide an export named 'a' at FILE:1",
    ],
    [
      'cjs',
      'module.exports = {\n  thresholdMs: fifty,\n}\n',
      ': expected a config that loads, got ReferenceError: fifty is not defined at FILE:2:16',
    ],
  ])('in .%s is told with file and line (%j)', async (extension, text, sentence) => {
    const name = `packages/loophound.config.${extension}`
    cli.write(name, text)
    cli.write('packages/limits.mjs', 'export default {\n')
    cli.write('packages/empty.mjs', '')
    for (const node of findNodes()) {
      const args = ['run', '--config', name, ...ANY_ENDS]
      const { exitCode, stdout, stderr } = await cli.run(args, { node: node.execPath })
      expect({ node: node.name, stderr, stdout, exitCode }).toEqual({
        node: node.name,
        stderr: `loophound: ${name}${sentence.replace('FILE', name)}\n`,
        stdout: '',
        exitCode: 2,
      })
    }
  })

  test('in .ts is told with file and line where Node runs TypeScript', async () => {
    cli.write('loophound.config.ts', bad('export default'))
    for (const node of findNodes().filter(({ name }) => Number(name.slice(1, 3)) > 20)) {
      const { exitCode, stderr } = await cli.run(['run', ...ANY_ENDS], { node: node.execPath })
      expect(stderr).toMatch(
        /^loophound: loophound\.config\.ts: expected a config that loads, got SyntaxError: .* at loophound\.config\.ts:4\n$/,
      )
      expect(exitCode).toBe(2)
    }
  })
})

describe('a config that is not JSON', () => {
  test('is read as CommonJS and, where Node runs TypeScript, as .mts and .cts', async () => {
    const files = {
      'a/loophound.config.cjs': 'module.exports = { thresholdMs: 70 }',
      'b/loophound.config.mts': 'const thresholdMs: number = 70\nexport default { thresholdMs }',
      'c/loophound.config.cts': 'const thresholdMs: number = 70\nmodule.exports = { thresholdMs }',
    }
    for (const [name, text] of Object.entries(files)) cli.write(name, text)
    for (const node of findNodes()) {
      const canStrip = Number(node.name.slice(1, 3)) > 20
      for (const folder of canStrip ? ['a', 'b', 'c'] : ['a']) {
        const args = ['run', '--reporter', 'json', ...ANY_ENDS]
        const { stdout, exitCode } = await cli.run(args, { node: node.execPath, cwd: folder })
        const { thresholdMs, roots }: Report = JSON.parse(stdout)
        expect({ folder, thresholdMs, roots, exitCode }).toEqual({
          ...{ folder, thresholdMs: 70, exitCode: 0 },
          roots: [join(realpathSync(cli.folder), folder)],
        })
      }
    }
  })
})
