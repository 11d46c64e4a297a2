import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formatFingerprint } from '../../src/analysis/fingerprint.js'
import type { Baseline } from '../../src/model/baseline.js'
import type { Block } from '../../src/model/block.js'
import type { Report } from '../../src/model/report.js'
import { findNodes } from '../node-matrix/find-nodes.mjs'
import { bareBlock, bareOffender, fullProcess, fullReport } from '../unit/reporters/sample-report.js'
import { createCommandLine } from './command-line.js'

const cli = createCommandLine()

interface Blocking {
  function: string
  file: string
  durationMs: number
}

/** A saved report of a run in the test's folder that these functions blocked: exact, whatever the machine is doing. */
function writeReport(name: string, blocking: Blocking[]): void {
  const blocks = blocking.map(({ function: called, file, durationMs }): Block => {
    const owner = /^node_modules\/([^/]+)/.exec(file)?.[1]
    const frame = { function: called, file: join(cli.folder, file), line: 1, column: 1, ownCode: owner === undefined }
    const culprit = { ...frame, ...(owner === undefined ? {} : { package: owner }) }
    const fingerprint = formatFingerprint('javascript', culprit, cli.folder)
    return {
      ...bareBlock,
      cause: 'javascript',
      confidence: 'exact',
      durationMs,
      culprit,
      stack: [culprit],
      fingerprint,
    }
  })
  const { delay: _, ...sample } = fullReport
  cli.write(
    name,
    JSON.stringify({
      ...sample,
      roots: [cli.folder],
      processes: [fullProcess],
      blocks,
      // With its line of code a function is recognised when it has moved.
      offenders: blocks.map(({ fingerprint, culprit }) => {
        const source = [{ line: 1, text: `${culprit?.function}(rows)` }]
        return { ...bareOffender, fingerprint, ...(culprit ? { culprit } : {}), source }
      }),
    } satisfies Report),
  )
}

const GRIND = { function: 'grind', file: 'src/app.js', durationMs: 200 }

function readBaseline(): Baseline {
  return JSON.parse(cli.readText('known.json'))
}

const WITH_BASELINE = ['report', 'a.json', '--baseline', 'known.json']

describe('a baseline', () => {
  test('is written by a run', async () => {
    const args = ['run', '--on-inconclusive', 'pass', '--baseline', 'known.json', '--update-baseline', '--accept-new']
    const { exitCode, stdout } = await cli.run([...args, '--', 'node', '-e', 'setTimeout(() => {}, 100)'])
    expect(stdout).toMatch(/baseline +\d added, 0 changed, 0 removed in known\.json/)
    expect(exitCode).toBe(0)
    expect(readBaseline().version).toBe(1)
  })

  test('lets known offenders pass and nothing else, follows them when they are renamed, and only tightens', async () => {
    writeReport('a.json', [GRIND])
    const recorded = await cli.run([...WITH_BASELINE, '--update-baseline', '--accept-new'])
    expect(recorded.stdout).toContain('1 added, 0 changed, 0 removed in known.json')
    expect(recorded.exitCode).toBe(0)
    const [entry] = readBaseline().offenders
    expect(entry).toMatchObject({ function: 'grind', file: 'src/app.js', cause: 'javascript', worstMs: 200 })
    cli.write('known.json', JSON.stringify({ version: 1, offenders: [{ ...entry, note: 'kept' }] }))

    const movedGrind = { ...GRIND, file: 'lib/app.js', durationMs: 150 }
    writeReport('a.json', [movedGrind])
    const moved = await cli.run([...WITH_BASELINE, '--update-baseline'])
    expect(moved.stdout).toContain('known, 150 ms (limit 300 ms); recorded as grind src/app.js (javascript); kept')
    expect(moved.exitCode).toBe(0)
    expect(readBaseline().offenders).toMatchObject([{ file: 'lib/app.js', worstMs: 150, note: 'kept' }])

    const crush = { function: 'crush', file: 'src/other.js', durationMs: 90 }
    writeReport('a.json', [movedGrind, crush])
    const grown = await cli.run(WITH_BASELINE)
    expect(grown.stdout).toContain('fail: 1 new offender: crush src/other.js (javascript)')
    expect(grown.exitCode).toBe(1)
  })

  test('stays as it is when the run fails, and the exit code is that of the verdict', async () => {
    writeReport('a.json', [GRIND])
    await cli.run([...WITH_BASELINE, '--update-baseline', '--accept-new'])
    const before = cli.readText('known.json')
    writeReport('a.json', [{ ...GRIND, function: 'mill', file: 'lib/mill.js' }])
    const { exitCode, stderr } = await cli.run([...WITH_BASELINE, '--update-baseline'])
    expect(stderr).toBe(
      'loophound: known.json was not updated, which takes a run that passes and was measured to its end: fail: 1 new offender: mill lib/mill.js (javascript)\n',
    )
    expect(exitCode).toBe(1)
    expect(cli.readText('known.json')).toBe(before)
  })

  test('fails for what got worse, and for what is stale when asked to', async () => {
    writeReport('a.json', [GRIND])
    await cli.run([...WITH_BASELINE, '--update-baseline', '--accept-new'])
    writeReport('a.json', [{ ...GRIND, durationMs: 401 }])
    const worse = await cli.run([...WITH_BASELINE, '--baseline-factor', '2'])
    expect(worse.stdout).toContain(
      'fail: grind src/app.js (javascript): block of 401 ms, 400 ms allowed (2 × the recorded 200 ms)',
    )
    expect(worse.exitCode).toBe(1)
    writeReport('a.json', [])
    expect((await cli.run(WITH_BASELINE)).exitCode).toBe(0)
    const stale = await cli.run([...WITH_BASELINE, '--fail-stale'])
    expect(stale.stdout).toContain('fail: 1 stale entry: grind src/app.js (javascript)')
    expect(stale.exitCode).toBe(1)
  })

  test('stays as it is when the command fails', async () => {
    const text = '{ "version": 1, "offenders": [] }'
    cli.write('known.json', text)
    const args = ['run', '--baseline', 'known.json', '--update-baseline', '--accept-new']
    const { exitCode, stderr } = await cli.run([...args, '--', 'node', '-e', 'process.exit(3)'])
    expect(stderr).toBe(
      'loophound: known.json was not updated, which takes a run that passes and was measured to its end: the command failed\n',
    )
    expect(exitCode).toBe(3)
    expect(cli.readText('known.json')).toBe(text)
  })
})

describe('ignore rules', () => {
  test('come from the config, the command line and packages, and say whose they are and what is of no use', async () => {
    const mill = { function: 'mill', file: 'src/mill.cjs', durationMs: 90 }
    const crush = { function: 'crush', file: 'src/crush.js', durationMs: 90 }
    writeReport('a.json', [{ ...GRIND, file: 'node_modules/grinder/lib/index.js' }, mill, crush])
    const shipped = { loophound: { ignore: [{ function: 'grind', file: 'lib/**', reason: 'once' }] } }
    cli.write('node_modules/grinder/package.json', JSON.stringify(shipped))
    cli.write('loophound.config.mjs', "export default { ignore: [{ file: 'src/*.{cjs,mjs}', reason: 'small' }] }")
    const rules = ['--ignore', 'function=crush reason=rare', '--ignore', 'package=nope reason=never']
    const { exitCode, stdout } = await cli.run(['report', 'a.json', ...rules])
    expect(stdout).toContain('(does not count: once, says grinder)')
    expect(stdout).toContain('(does not count: small)')
    expect(stdout).toContain('(does not count: rare)')
    expect(stdout).toContain('package=nope in --ignore matched no block')
    expect(stdout).not.toContain('in loophound.config.mjs')
    expect(exitCode).toBe(0)
  })
})

describe('report', () => {
  test('judges what it is told to, of reports of the older schema, too', async () => {
    const older = readFileSync(new URL('../unit/cli/report/fixtures/report-of-schema-1.json', import.meta.url), 'utf8')
    cli.write('older.json', older)
    const { stdout, exitCode } = await cli.run(['report', 'older.json'])
    expect(stdout).toContain('fail: 1 block, 0 allowed')
    expect(exitCode).toBe(1)
    const early = JSON.parse(older)
    for (const block of early.blocks)
      Object.assign(block, { phase: 'startup', process: { ...block.process, role: 'app' } })
    for (const process of early.processes) process.role = 'app'
    cli.write('early.json', JSON.stringify({ ...early, schemaVersion: 2 }))
    const unjudged = await cli.run(['report', 'early.json'])
    expect(unjudged.stdout).toContain('not judged: 312 ms of javascript in resize ')
    expect(unjudged.exitCode).toBe(0)
    expect((await cli.run(['report', 'early.json', '--judge', 'startup'])).exitCode).toBe(1)
    const slow = await cli.run(['report', 'early.json', '--max-startup', '100'])
    expect(slow.stdout).toContain('fail: src/server.js (process 100): start-up of 180 ms, 100 ms allowed')
    expect(slow.exitCode).toBe(1)
  })

  test('judges the shards of several machines as one run', async () => {
    writeReport('shard-1/report.json', [GRIND])
    const first = cli.readText('shard-1/report.json')
    cli.write('shard-2/report.json', first.replaceAll(cli.folder, '/builds/elsewhere'))
    const shards = ['report', 'shard-1/report.json', 'shard-2/report.json']
    expect((await cli.run([...shards, '--max-blocks', '1'])).stdout).toContain('2 blocks, 1 allowed')
    const accepted = await cli.run([...shards, '--baseline', 'known.json', '--update-baseline', '--accept-new'])
    expect(accepted.stdout).toContain('2 blocks of 50 ms or longer in 1 place\n')
    expect(accepted.exitCode).toBe(0)
    expect(readBaseline().offenders).toMatchObject([{ function: 'grind', file: 'src/app.js' }])
    cli.write('loophound.config.json', '{ "budget": { "scopes": [{ "file": "src/**", "maxBlocks": 2 }] } }')
    expect((await cli.run(shards)).exitCode).toBe(0)
  })
})

describe('a config in TypeScript', () => {
  test.each(findNodes())(
    'is read by Node $name where that runs TypeScript, and else refused in one sentence',
    async node => {
      cli.write('loophound.config.ts', 'const limits: object = { budget: { maxBlocks: 1 } }\nexport default limits\n')
      const { exitCode, stderr } = await cli.run(['run', '--on-inconclusive', 'pass', '--', 'true'], {
        node: node.execPath,
      })
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
  test.each([
    [[], 2],
    [['--on-inconclusive', 'pass'], 0],
    [['--on-inconclusive', 'fail'], 1],
  ])('ends with %j with exit code %s', async (options, code) => {
    const { exitCode, stdout } = await cli.run(['run', ...options, '--', 'true'])
    expect(stdout).toContain('inconclusive: no Node process was measured')
    expect(exitCode).toBe(code)
  })
})

describe('bad input', () => {
  const ENTRY = { fingerprint: '111111111111', function: 'a', file: 'a.js', cause: 'json', worstMs: 60 }

  test.each<[string, string, string[], string]>([
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
      cli.write(name, text)
      const args = ['run', ...options, '--', 'node', '-e', "require('fs').writeFileSync('ran', '')"]
      const { exitCode, stdout, stderr } = await cli.run(args)
      expect(stderr).toContain(sentence)
      expect(stderr.trim().split('\n')).toHaveLength(1)
      expect({ exitCode, stdout, hasRun: existsSync(join(cli.folder, 'ran')) }).toEqual({
        exitCode: 2,
        stdout: '',
        hasRun: false,
      })
    },
  )
})
