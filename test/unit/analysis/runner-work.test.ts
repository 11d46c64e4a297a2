import { describe, expect, test } from 'vitest'
import { trimRunnerWork } from '../../../src/analysis/runner-work.js'
import type { RawFrame } from '../../../src/model/frame.js'
import { createEvidence, foreign, own } from './fake-evidence.js'

describe('work of a test runner in the turn of a test', () => {
  test('is cut off before and after the test', () => {
    expect(trim([LOADING, 100], [TEST, 80], [LOADING, 40])).toEqual({ startMs: 100, endMs: 180 })
  })

  test('is no work of the app when there is nothing else', () => {
    expect(trim([LOADING, 100], [COMPILING, 80])).toBeUndefined()
  })

  test('is told by the nearest runner, whatever package that calls', () => {
    expect(trim([PACKAGE_OF_RUNNER, 60], [TEST, 80], [PACKAGE_OF_RUNNER, 60])).toEqual({ startMs: 60, endMs: 140 })
    expect(trim([PACKAGE_OF_RUNNER, 200])).toBeUndefined()
  })

  test('leaves a test that is shorter than the threshold to the runner', () => {
    expect(trim([LOADING, 100], [TEST, 49])).toBeUndefined()
    expect(trim([LOADING, 100], [TEST, 50])).toEqual({ startMs: 100, endMs: 150 })
  })

  test('between two tests parts them, and the longer one is left', () => {
    expect(trim([TEST, 60], [LOADING, 100], [TEST, 90])).toEqual({ startMs: 160, endMs: 250 })
  })

  test('belongs to the test when it is short and between two parts of it', () => {
    expect(trim([LOADING, 100], [TEST, 60], [LOADING, 15], [TEST, 60])).toEqual({ startMs: 100, endMs: 235 })
    expect(trim([LOADING, 100], [TEST, 60], [LOADING, 16], [TEST, 60])).toEqual({ startMs: 100, endMs: 160 })
  })

  test('keeps what a package does after the test called it, by itself', () => {
    expect(trim([LOADING, 100], [TEST, 10], [PACKAGE, 60], [LOADING, 30])).toEqual({ startMs: 100, endMs: 170 })
    expect(trim([LOADING, 100], [PACKAGE, 60])).toEqual({ startMs: 100, endMs: 160 })
  })

  test('is what was seen and shows nobody', () => {
    expect(trim([[], 100])).toBeUndefined()
  })

  test('is left where no test runs', () => {
    const { tests: _, ...evidence } = createTestEvidence([LOADING, 100])
    expect(trimRunnerWork(evidence)).toBe(evidence)
  })

  test('leaves all as it is when nothing shows it', () => {
    const evidence = createTestEvidence([TEST, 100])
    expect(trimRunnerWork(evidence)).toBe(evidence)
    const unseen = { ...createTestEvidence([TEST, 100]), profile: [] }
    expect(trimRunnerWork(unseen)).toBe(unseen)
  })
})

const runner = foreign('requireModule', '/app/node_modules/jest-runtime/build/index.js')
const TEST = [own('adds'), runner]
const LOADING = [foreign('compileFunction', 'node:vm'), runner, own('<anonymous>')]
const COMPILING = [foreign('parse', '/app/node_modules/@babel/parser/lib/index.js'), runner]
const PACKAGE_OF_RUNNER = [foreign('unpack', '/app/node_modules/browserslist/index.js'), runner]
const PACKAGE = [foreign('next', '/app/node_modules/bcryptjs/index.js')]

type Part = [stack: RawFrame[], durationMs: number]

function createTestEvidence(...parts: Part[]) {
  let atMs = 0
  const profile = parts.map(([stack, durationMs]) => {
    const startMs = atMs
    atMs += durationMs
    return { startMs, endMs: atMs, stack, gcMs: 0 }
  })
  return { ...createEvidence(atMs, [], { profile, tests: true }), startMs: 0, endMs: atMs }
}

function trim(...parts: Part[]) {
  const trimmed = trimRunnerWork(createTestEvidence(...parts))
  return trimmed && { startMs: trimmed.startMs, endMs: trimmed.endMs }
}
