import { describe, expect, test } from 'vitest'
import { readArguments } from '../../../src/cli/arguments.js'

const defaults = { reporters: [], budget: {}, baseline: {}, ignore: [] }

function catchMessage(...argv: string[]): string {
  try {
    readArguments(argv)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'nothing thrown'
}

describe('readArguments', () => {
  test('takes what follows -- as the command, options of it included', () => {
    expect(readArguments(['run', '--', 'node', '--test', '--', '-x'])).toEqual({
      action: 'run',
      command: ['node', '--test', '--', '-x'],
      ...defaults,
    })
  })

  test('takes the first word that is no option as the beginning of the command', () => {
    expect(readArguments(['run', '--threshold', '20', 'node', '--threshold', 'x', '--', 'y'])).toEqual({
      action: 'run',
      command: ['node', '--threshold', 'x', '--', 'y'],
      ...defaults,
      thresholdMs: 20,
    })
  })

  test('reads every option of run', () => {
    const argv =
      'run --threshold 20 --hang-after=1500 --hang-timeout 60000 --reporter text --reporter json=out/a=b.json --max-blocks 3'
    const limits = '--max-block 100.5 --max-total 1000 --max-delay-p99 30 --no-source-maps --no-sampler'
    const phases = '--max-startup 800 --startup-limit 5000 --judge startup -- node app.js'
    expect(readArguments(`${argv} ${limits} ${phases}`.split(' '))).toEqual({
      action: 'run',
      command: ['node', 'app.js'],
      thresholdMs: 20,
      hangAfterMs: 1500,
      hangTimeoutMs: 60_000,
      sourceMaps: false,
      sampler: false,
      reporters: [{ name: 'text' }, { name: 'json', file: 'out/a=b.json' }],
      budget: { maxBlocks: 3, maxBlockMs: 100.5, maxTotalMs: 1000, maxDelayP99Ms: 30, maxStartupMs: 800 },
      startupLimitMs: 5000,
      judge: ['startup'],
      baseline: {},
      ignore: [],
    })
  })

  test.each([['run'], ['report']])('reads what the gate of %s is made of', action => {
    const words =
      '--baseline known.json --baseline-factor 2 --update-baseline --accept-new --fail-stale --config gate.mjs'
    const argv = [
      action,
      ...words.split(' '),
      '--on-inconclusive=pass',
      '--ignore',
      'cause=gc reason=the heap is small',
    ]
    expect(readArguments([...argv, '--ignore', 'file=src/*.js reason=a', 'x'])).toMatchObject({
      baseline: { file: 'known.json', factor: 2, failStale: true, update: 'new' },
      ignore: [
        { cause: 'gc', reason: 'the heap is small' },
        { file: 'src/*.js', reason: 'a' },
      ],
      onInconclusive: 'pass',
      config: 'gate.mjs',
    })
  })

  test('takes nothing new into the baseline unless told so', () => {
    expect(readArguments(['run', '--baseline=b', '--update-baseline', 'x'])).toMatchObject({
      baseline: { file: 'b', update: 'known' },
    })
  })

  test.each([
    ['source-maps', { sourceMaps: true }, { sourceMaps: false }],
    ['sampler', { sampler: true }, { sampler: false }],
    ['requests', { requests: true }, { requests: false }],
    ['callbacks', { callbacks: true }, { callbacks: false }],
    ['fail-stale', { baseline: { failStale: true } }, { baseline: { failStale: false } }],
  ])('reads --%s and its opposite, of which the last one counts', (word, yes, no) => {
    const read = (...argv: string[]): unknown => readArguments(['run', ...argv, 'x'])
    const base = { action: 'run', command: ['x'], ...defaults }
    expect(read(`--${word}`)).toEqual({ ...base, ...yes })
    expect(read(`--no-${word}`)).toEqual({ ...base, ...no })
    expect(read(`--no-${word}`, `--${word}`)).toEqual({ ...base, ...yes })
    expect(read(`--${word}`, `--no-${word}`)).toEqual({ ...base, ...no })
    expect(catchMessage('run', `--no-${word}=1`, 'x')).toBe(`--no-${word}: expected no value, got "1"`)
  })

  test('adds up what to judge, each word once', () => {
    const argv = ['--judge', 'tools,startup', '--judge=pools, startup', '--max-startup', '500']
    for (const action of ['run', 'report']) {
      expect(readArguments([action, ...argv, 'x'])).toMatchObject({
        judge: ['tools', 'startup', 'pools'],
        budget: { maxStartupMs: 500 },
      })
    }
  })

  test('lets the last of equal options count', () => {
    expect(readArguments(['run', '--threshold=20', '--threshold=30', 'x'])).toMatchObject({ thresholdMs: 30 })
    expect(readArguments(['run', '--no-requests', 'x'])).toMatchObject({ requests: false })
  })

  test('reads files and options of report in any order', () => {
    expect(readArguments(['report', 'a.json', '--max-blocks', '1', 'b.json', '--', '--c.json'])).toMatchObject({
      action: 'report',
      files: ['a.json', 'b.json', '--c.json'],
      budget: { maxBlocks: 1 },
    })
  })

  test.each([['--help'], ['-h'], ['help'], ['run', '--help'], ['run', '-h', 'x'], ['report', '-h']])(
    'offers help for %s %s',
    (...argv) => {
      expect(readArguments(argv)).toEqual({ action: 'help' })
    },
  )

  test.each([['--version'], ['-v'], ['run', '--version']])('tells the version for %s %s', (...argv) => {
    expect(readArguments(argv)).toEqual({ action: 'version' })
  })

  test('leaves --help behind the command to the command', () => {
    expect(readArguments(['run', 'node', '--help'])).toMatchObject({ command: ['node', '--help'] })
  })

  test.each([
    [[], 'arguments: expected run, report or doctor, got nothing; try loophound --help'],
    [['rnu'], 'arguments: expected run, report or doctor, got "rnu" (string); did you mean run?'],
    [['--threshold', '5'], 'arguments: expected run, report or doctor, got "--threshold" (string)'],
    [['doctor', '--calibrate', '--', 'node26'], '--calibrate: expected no command, got "node26"'],
    [['run'], 'run: expected a command, as in loophound run -- node app.js, got nothing'],
    [['run', '--'], 'run: expected a command, as in loophound run -- node app.js, got nothing'],
    [['report'], 'report: expected at least one JSON report, as in loophound report report.json, got nothing'],
    [
      ['run', '--treshold', '5', 'x'],
      'run: expected an option that --help lists, got "--treshold" (string); did you mean --threshold?',
    ],
    [['run', '-x', 'x'], 'run: expected an option that --help lists, got "-x" (string)'],
    [['report', 'a', '--threshold', '5'], 'report: expected an option that --help lists, got "--threshold" (string)'],
    [['run', '--threshold'], '--threshold: expected a value <ms>, got nothing'],
    [['run', '--help=3', 'x'], '--help: expected no value, got "3"'],
    [['run', '--threshold', '4.9', 'x'], '--threshold: expected a number of at least 5 (ms), got 4.9 (number)'],
    [['run', '--threshold', 'fast', 'x'], '--threshold: expected a number of at least 5 (ms), got "fast" (string)'],
    [['run', '--threshold', '', 'x'], '--threshold: expected a number of at least 5 (ms), got "" (string)'],
    [['run', '--threshold', '1e3', 'x'], '--threshold: expected a number of at least 5 (ms), got "1e3" (string)'],
    [['run', '--threshold', '-5', 'x'], '--threshold: expected a number of at least 5 (ms), got -5 (number)'],
    [
      ['run', '--reporter', 'json=a/x', '--reporter', 'text', '--reporter=junit=./a//x', 'x'],
      '--reporter: expected another file for each, got ./a//x again',
    ],
    [['run', '--hang-after', '99', 'x'], '--hang-after: expected a number of at least 100 (ms), got 99 (number)'],
    [
      ['run', '--hang-timeout', '99', 'x'],
      '--hang-timeout: expected 0 (never) or a number of at least 100 (ms), got 99 (number)',
    ],
    [
      ['run', '--judge', 'startup,tool', 'x'],
      '--judge: expected one or more of startup, ending, tools, pools, got "tool" (string); did you mean tools?',
    ],
    [['report', '--judge', '', 'x'], '--judge: expected one or more of startup, ending, tools, pools, got "" (string)'],
    [['run', '--startup-limit', '-1', 'x'], '--startup-limit: expected a number of at least 0 (ms), got -1 (number)'],
    [['run', '--max-blocks', '1.5', 'x'], '--max-blocks: expected a whole number of at least 0, got 1.5 (number)'],
    [['run', '--max-block', '-1', 'x'], '--max-block: expected a number of at least 0 (ms), got -1 (number)'],
    [['run', '--baseline', '', 'x'], '--baseline: expected a file, got nothing'],
    [['run', '--baseline-factor', '0.9', 'x'], '--baseline-factor: expected a number of at least 1, got 0.9 (number)'],
    [['run', '--accept-new', 'x'], '--accept-new: expected --update-baseline beside it, got none'],
    [['run', '--update-baseline=yes', 'x'], '--update-baseline: expected no value, got "yes"'],
    [
      ['run', '--on-inconclusive', 'fial', 'x'],
      '--on-inconclusive: expected pass or fail, got "fial" (string); did you mean fail?',
    ],
    [
      ['run', '--reporter', 'jsn', 'x'],
      '--reporter: expected one of text, json, github, junit, sarif, markdown, tap, got "jsn" (string); did you mean json?',
    ],
    [['run', '--reporter', 'json=', 'x'], '--reporter: expected a file after json=, got nothing'],
  ])('refuses %j', (argv, message) => {
    expect(catchMessage(...argv)).toBe(message)
  })
})
