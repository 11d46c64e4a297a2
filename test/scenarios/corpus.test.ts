import { expect, test } from 'vitest'
import type { Block } from '../../src/model/block.js'
import { mayRepeat } from '../repeats/budget.js'
import { findDisagreements } from './find-disagreements.js'
import { listPrograms } from './list-programs.js'
import { readExpectation } from './read-expectation.js'
import type { ProgramRun } from './run-program.js'

const pathologies = [...listPrograms('pathologies'), ...listPrograms('packages'), ...listPrograms('endings')]

test('every pathology says which line of it blocks, and why', () => {
  expect(pathologies.filter(({ marks }) => marks.length === 0)).toEqual([])
})

test('every name has one program', () => {
  const names = pathologies.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)])
  expect(names.length).toBeGreaterThanOrEqual(75)
  expect(listPrograms('packages').length).toBeGreaterThanOrEqual(10)
  expect(listPrograms('controls').length).toBeGreaterThanOrEqual(8)
})

const expectation = {
  file: '/app/server.js',
  exitCode: 0,
  marks: [{ line: 7, causes: ['json' as const], functions: ['parseCatalog'], mayBeAfterNative: false }],
}

test('a run that says what the program says agrees with it', () => {
  expect(findDisagreements(createRun({}), expectation)).toEqual([])
})

test.each<[string, Partial<Block>]>([
  ['another line', { culprit: { ...createCulprit(), line: 8 } }],
  ['another file', { culprit: { ...createCulprit(), file: '/app/client.js' } }],
  ['another function', { culprit: { ...createCulprit(), function: 'wanderOff' } }],
  ['another cause', { cause: 'regexp' }],
  ['too little confidence', { confidence: 'after-native' }],
  ['a duration 13 % off', { durationMs: 113 }],
  ['the machine instead of the code', { cause: 'starved' }],
])('a run that names %s disagrees', (_what, change) => {
  expect(findDisagreements(createRun(change), expectation)).toHaveLength(1)
})

test.each<[what: string, mayBeNoise: boolean, run: ProgramRun]>([
  ['a wrong line, for sure', false, createRun({ culprit: { ...createCulprit(), line: 8 } })],
  ['a wrong cause, for sure', false, createRun({ cause: 'regexp' })],
  ['a wrong cause, likely', true, createRun({ cause: 'regexp', confidence: 'likely' })],
  ['no culprit', true, createRun({ confidence: 'none' })],
  ['a wrong duration', true, createRun({ durationMs: 150 })],
  ['a block that the program has not seen', false, { ...createRun({}), truth: [] }],
  ['a block that the program has seen, too', true, { ...createRun({}), truth: [], longestOtherTurnMs: 100 }],
])('noise is no excuse for a name that is wrong for sure, or for a false block: %s', (_what, mayBeNoise, run) => {
  const disagreements = findDisagreements(run, expectation)
  expect(disagreements).toHaveLength(1)
  const message = `${disagreements.join('\n')}: expected [ Array(1) ] to deeply equal []`
  expect(mayRepeat([], 'it had no core', message)).toBe(mayBeNoise)
})

test('doubt is right where the program had no core for more than half of its block', () => {
  const findFor = (waitMs: number, change: Partial<Block>) => {
    const run = createRun({ ...change, time: { gcMs: 0, waitMs } })
    return findDisagreements({ ...run, truth: run.truth.map(truth => ({ ...truth, waitMs })) }, expectation)
  }
  expect(findFor(51, { confidence: 'after-native' })).toEqual([])
  expect(findFor(49, { confidence: 'after-native' })).toHaveLength(1)
  expect(findFor(51, { cause: 'regexp' })).toHaveLength(1)
})

test('a run without the block disagrees, and so does one with another block', () => {
  const run = createRun({})
  const other = createRun({ startedAt: '2026-01-01T00:00:05.000Z' })
  expect(findDisagreements({ ...run, blocks: [] }, expectation)).toHaveLength(1)
  expect(findDisagreements({ ...run, blocks: [...run.blocks, ...other.blocks] }, expectation)).toHaveLength(1)
})

test('a mark that the formatter has moved to a line of its own speaks of the line above', () => {
  const program = pathologies.find(({ name }) => name === 'js-loop-in-timer')
  expect(readExpectation(program?.file ?? '').marks.map(({ line }) => line)).toEqual([6, 9, 10])
})

function createRun(change: Partial<Block>): ProgramRun {
  const block: Block = {
    id: '1-0-1',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 101,
    phase: 'running',
    time: { gcMs: 0 },
    cause: 'json',
    confidence: 'exact',
    why: 'JSON.parse had just returned.',
    culprit: createCulprit(),
    stack: [],
    samples: [],
    callback: { type: 'Timeout', count: 1 },
    fingerprint: '0123456789ab',
    process: { pid: 1, threadId: 0, role: 'app' },
    ...change,
  }
  const truth = [
    { startedAtMs: Date.UTC(2026, 0, 1), durationMs: 100, waitMs: 0, stolenMs: 0, turnMs: 101, isCut: false },
  ]
  return {
    exitCode: 0,
    stdout: '',
    stderr: '',
    truth,
    longestOtherTurnMs: 2,
    blocks: [block],
    evidence: [],
    problems: [],
  }
}

function createCulprit() {
  return { function: 'parseCatalog', file: '/app/server.js', line: 7, column: 3, ownCode: true }
}
