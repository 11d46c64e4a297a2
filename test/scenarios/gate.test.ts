import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Baseline } from '../../src/model/baseline.js'
import { findNodes } from '../node-matrix/find-nodes.mjs'

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loophound-gate-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

interface Outcome {
  exitCode: number | null
  stdout: string
  stderr: string
}

function run(args: string[], node: string = process.execPath): Promise<Outcome> {
  const child = spawn(node, [BIN, ...args], { cwd: folder, env: { ...process.env, TMPDIR: folder } })
  const outcome: Outcome = { exitCode: null, stdout: '', stderr: '' }
  child.stdout.on('data', chunk => {
    outcome.stdout += chunk
  })
  child.stderr.on('data', chunk => {
    outcome.stderr += chunk
  })
  return new Promise(resolve => child.on('close', exitCode => resolve({ ...outcome, exitCode })))
}

function write(name: string, text: string): void {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** A program whose functions block one after the other, 300 ms of CPU each, however long that takes on a busy machine. */
function writeBlocking(name: string, ...functions: string[]): void {
  const definitions = functions.map(
    (each, index) => `function ${each}() {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < 300_000) for (let count = 0; count < 100_000; count++);
}
setImmediate(() => setTimeout(${each}, ${200 + 400 * index}))`,
  )
  write(name, `${definitions.join('\n')}\nsetTimeout(() => {}, ${400 * functions.length + 200})\n`)
}

function readBaseline(): Baseline {
  return JSON.parse(readFileSync(join(folder, 'known.json'), 'utf8'))
}

/** Changes the recorded time, so that no test depends on how fast the machine is. */
function recordWorst(worstMs: number): void {
  const { version, offenders } = readBaseline()
  write(
    'known.json',
    JSON.stringify({ version, offenders: offenders.map(entry => ({ ...entry, worstMs, note: 'kept' })) }),
  )
}

const WITH_BASELINE = ['run', '--baseline', 'known.json']
const APP = ['--', 'node', 'app.cjs']

describe('a baseline', () => {
  it('lets known offenders pass and nothing else, follows them when they are renamed, and only tightens', async () => {
    writeBlocking('app.cjs', 'grind')
    const recorded = await run([...WITH_BASELINE, '--update-baseline', '--accept-new', ...APP])
    expect(recorded.stdout).toContain('1 added, 0 changed, 0 removed in known.json')
    expect(readBaseline().offenders).toMatchObject([{ function: 'grind', file: 'app.cjs', cause: 'javascript' }])
    recordWorst(5000)

    writeBlocking('app.cjs', 'mill')
    const renamed = await run([...WITH_BASELINE, '--update-baseline', ...APP])
    expect(renamed.stdout).toContain('recorded as grind app.cjs (javascript); kept')
    expect(renamed.exitCode).toBe(0)
    expect(readBaseline().offenders).toMatchObject([{ function: 'mill', note: 'kept' }])
    expect(readBaseline().offenders[0]?.worstMs).toBeLessThan(5000)

    recordWorst(5000)
    writeBlocking('other.cjs', 'crush')
    write('both.cjs', "require('./app.cjs'); setTimeout(() => require('./other.cjs'), 500)")
    const added = await run([...WITH_BASELINE, '--update-baseline', '--', 'node', 'both.cjs'])
    expect(added.stdout).toContain('expected no new offender, got 1: crush other.cjs (javascript)')
    expect(added.exitCode).toBe(1)
    expect(readBaseline().offenders).toMatchObject([{ function: 'mill', file: 'app.cjs' }])
  })

  it('fails for what got worse, and for what is stale when asked to', async () => {
    writeBlocking('app.cjs', 'grind')
    await run([...WITH_BASELINE, '--update-baseline', '--accept-new', '--reporter', 'json=a.json', ...APP])
    recordWorst(10)
    const worse = await run(['report', 'a.json', '--baseline', 'known.json', '--baseline-factor', '2'])
    expect(worse.stdout).toMatch(
      /fail: grind app\.cjs \(javascript\): expected no block over 20 ms \(2 × the recorded 10 ms\), got/,
    )
    expect(worse.exitCode).toBe(1)
    const stale = ['report', 'a.json', '--baseline', 'known.json', '--ignore', 'function=grind reason=fine']
    expect((await run(stale)).exitCode).toBe(0)
    const failed = await run([...stale, '--fail-stale'])
    expect(failed.stdout).toContain('fail: expected no stale entry, got 1: grind app.cjs (javascript)')
    expect(failed.exitCode).toBe(1)
  })

  it('stays as it is when the command fails', async () => {
    write('known.json', '{ "version": 1, "offenders": [] }')
    const args = [...WITH_BASELINE, '--update-baseline', '--accept-new', '--', 'node', '-e', 'process.exit(3)']
    const { exitCode, stderr } = await run(args)
    expect(stderr).toBe(
      'loophound: --update-baseline: expected a run that was measured to its end, got a command that failed; known.json stays\n',
    )
    expect(exitCode).toBe(3)
    expect(readFileSync(join(folder, 'known.json'), 'utf8')).toBe('{ "version": 1, "offenders": [] }')
  })
})

describe('ignore rules', () => {
  it('come from the config, the command line and packages, and say whose they are and what is of no use', async () => {
    writeBlocking('node_modules/grinder/index.cjs', 'grind')
    writeBlocking('app.cjs', 'mill', 'crush')
    write('both.cjs', "require('grinder'); setTimeout(() => require('./app.cjs'), 500)")
    const shipped = { main: 'index.cjs', loophound: { ignore: [{ function: 'grind', reason: 'once' }] } }
    write('node_modules/grinder/package.json', JSON.stringify(shipped))
    write(
      'loophound.config.mjs',
      "export default { ignore: [{ file: '*.{cjs,mjs}', function: 'mill', reason: 'small' }] }",
    )
    const rules = ['--ignore', 'function=crush reason=rare', '--ignore', 'package=nope reason=never']
    const { exitCode, stdout } = await run(['run', ...rules, '--', 'node', 'both.cjs'])
    expect(stdout).toContain('(does not count: once, says grinder)')
    expect(stdout).toContain('(does not count: small)')
    expect(stdout).toContain('(does not count: rare)')
    expect(stdout).toContain('package=nope in --ignore matched no block')
    expect(stdout).not.toContain('loophound.config.mjs matched')
    expect(exitCode).toBe(0)
  })
})

describe('report', () => {
  it('judges the shards of several machines as one run', async () => {
    writeBlocking('app.cjs', 'grind')
    await run(['run', '--reporter', 'json=shard-1/report.json', ...APP])
    const first = readFileSync(join(folder, 'shard-1/report.json'), 'utf8')
    write('shard-2/report.json', first.replaceAll(folder, '/builds/elsewhere'))
    const shards = ['report', 'shard-1/report.json', 'shard-2/report.json']
    expect((await run([...shards, '--max-blocks', '1'])).stdout).toContain('expected at most 1 block, got 2')
    const accepted = await run([...shards, '--baseline', 'known.json', '--update-baseline', '--accept-new'])
    expect(accepted.stdout).toMatch(/2 blocks of 50 ms or longer in 1 place\n/)
    expect(accepted.exitCode).toBe(0)
    expect(readBaseline().offenders).toMatchObject([{ function: 'grind', file: 'app.cjs' }])
    write('loophound.config.json', '{ "budget": { "scopes": [{ "file": "app.*", "maxBlocks": 2 }] } }')
    expect((await run(shards)).exitCode).toBe(0)
  })
})

describe('a config in TypeScript', () => {
  it.each(findNodes())(
    'is read by Node $name where that runs TypeScript, and else refused in one sentence',
    async node => {
      write('loophound.config.ts', 'const limits: object = { budget: { maxBlocks: 1 } }\nexport default limits\n')
      const { exitCode, stderr } = await run(['run', '--on-inconclusive', 'pass', '--', 'true'], node.execPath)
      const canStrip = Number(node.name.slice(1).split('.')[0]) > 20
      expect(exitCode).toBe(canStrip ? 0 : 2)
      if (!canStrip)
        expect(stderr).toBe(
          `loophound: loophound.config.ts: expected a Node that runs TypeScript (22.18 or later), got Node ${node.name}, which does not; use loophound.config.mjs\n`,
        )
    },
  )
})

describe('a run of which nothing can be said', () => {
  it.each([
    [[], 2],
    [['--on-inconclusive', 'pass'], 0],
    [['--on-inconclusive', 'fail'], 1],
  ])('ends with %j with exit code %s', async (options, code) => {
    const { exitCode, stdout } = await run(['run', ...options, '--', 'true'])
    expect(stdout).toContain('inconclusive: no Node process was measured')
    expect(exitCode).toBe(code)
  })
})

describe('bad input', () => {
  const ENTRY = { fingerprint: '111111111111', function: 'a', file: 'a.js', cause: 'json', worstMs: 60 }

  it.each<[string, string, string[], string]>([
    ['loophound.config.json', '{ "treshold": 20 }', [], 'got "treshold" (string)'],
    ['loophound.config.json', '{ "budget": { "maxBlock": 20 } }', [], 'did you mean maxBlocks?'],
    ['loophound.config.json', '{ "thresholdMs": "20" }', [], 'expected a number of at least 5 (ms), got "20" (string)'],
    [
      'loophound.config.json',
      '{ "ignore": [{ "file": "a.js" }] }',
      [],
      'ignore[0].reason: expected a reason, got undefined',
    ],
    ['package.json', '{ "loophound": { "ignore": [{ "cause": "jsno", "reason": "a" }] } }', [], 'did you mean json?'],
    [
      'gate.mjs',
      'export default {',
      ['--config', 'gate.mjs'],
      'gate.mjs: expected a config that loads, got SyntaxError',
    ],
    [
      'known.json',
      '{ "version": 2 }',
      ['--baseline', 'known.json'],
      'expected a baseline with version 1, got 2 (number)',
    ],
    ['known.json', '{ "version": 1, ', ['--baseline', 'known.json'], 'known.json: expected JSON, got '],
    ['known.json', '<<<<<<< HEAD\n{', ['--baseline', 'known.json'], 'got a merge conflict in line 1 (<<<<<<< HEAD)'],
    [
      'known.json',
      JSON.stringify({ version: 1, offenders: [ENTRY, ENTRY] }),
      ['--baseline', 'known.json'],
      'expected each fingerprint once, got 111111111111 of offenders[0] again',
    ],
    ['a', '', ['--baseline', 'known.json'], 'known.json: expected a readable baseline, got ENOENT'],
    ['a', '', ['--ignore', 'function=a'], '--ignore: reason: expected a reason, got undefined'],
    [
      'a',
      '',
      ['--update-baseline'],
      '--update-baseline: expected --baseline <file> or a baseline in the config, got none',
    ],
  ])(
    '%s with %j and options %j is refused in one sentence before the command runs',
    async (name, text, options, sentence) => {
      write(name, text)
      const args = ['run', ...options, '--', 'node', '-e', "require('fs').writeFileSync('ran', '')"]
      const { exitCode, stdout, stderr } = await run(args)
      expect(stderr).toContain(sentence)
      expect(stderr.trim().split('\n')).toHaveLength(1)
      expect({ exitCode, stdout, hasRun: existsSync(join(folder, 'ran')) }).toEqual({
        exitCode: 2,
        stdout: '',
        hasRun: false,
      })
    },
  )
})
