import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findCulprit } from '../../../../src/analysis/attribution/culprit.js'
import { findConfidence } from '../../../../src/analysis/attribution/doubts.js'
import type { Evidence } from '../../../../src/model/evidence.js'
import {
  builtin,
  createEvidence,
  createFacts,
  createSample,
  createSamples,
  listAttributed,
  own,
} from '../fake-evidence.js'

const judge = (evidence: Evidence) => findConfidence(findCulprit(listAttributed(evidence)), createFacts(evidence))

test('finds the function with the most time, though its lines are many and none of them is heaviest', () => {
  const samples = [
    createSample(20, [own('spread', 1)]),
    createSample(40, [own('spread', 2)]),
    createSample(60, [own('spread', 3)]),
    createSample(90, [own('single', 9)]),
  ]
  expect(findCulprit(listAttributed(createEvidence(90, samples)))).toMatchObject({
    cause: 'javascript',
    culprit: { function: 'spread', line: 1 },
    weightMs: 60,
  })
})

test('finds the heaviest line of that function', () => {
  const samples = [createSample(20, [own('spread', 1)]), createSample(60, [own('spread', 2)])]
  expect(findCulprit(listAttributed(createEvidence(90, samples)))?.culprit?.line).toBe(2)
})

test('finds the line that belongs to the heaviest cause in the function', () => {
  const samples = [
    createSample(30, [own('load', 1)]),
    createSample(60, [builtin('JSON', 'stringify'), own('load', 2)]),
    createSample(90, [builtin('JSON', 'stringify'), own('load', 3)]),
  ]
  expect(findCulprit(listAttributed(createEvidence(95, samples)))).toMatchObject({
    cause: 'json',
    culprit: { line: 3 },
    weightMs: 65,
  })
})

test('tells functions of one name in two files apart', () => {
  const other = { ...own('run', 1), file: '/app/other.js' }
  const samples = [createSample(20, [own('run')]), createSample(50, [other]), createSample(70, [own('run')])]
  expect(findCulprit(listAttributed(createEvidence(75, samples)))?.culprit?.file).toBe('/app/server.js')
})

test('finds nothing without samples', () => {
  expect(findCulprit([])).toBeUndefined()
})

test('names the heaviest function, however the time is spread', () => {
  const spread = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(spread, names => {
      const durationMs = 20 + (names.length - 1) * 10
      const evidence = createEvidence(
        durationMs,
        names.map((name, index) => createSample(20 + index * 10, [own(name)])),
      )
      const totals = new Map<string, number>()
      names.forEach((name, index) => {
        totals.set(name, (totals.get(name) ?? 0) + (index === 0 ? 20 : 10))
      })
      const culprit = findCulprit(listAttributed(evidence))?.culprit?.function ?? ''
      expect(totals.get(culprit)).toBe(Math.max(...totals.values()))
    }),
  )
})

test('is as sure as most of the time is', () => {
  expect(judge(createEvidence(100, createSamples(100, [own('loop')])))).toBe('exact')
  expect(judge(createEvidence(100, [createSample(98, [own('next')], { postedAtMs: 1020 })]))).toBe('after-native')
  expect(judge(createEvidence(100, []))).toBe('none')
  expect(judge(createEvidence(100, [createSample(20, [])]))).toBe('none')
})

test('is less sure when nothing was seen of the second half of the block', () => {
  const samples = [createSample(20, [own('loop')]), createSample(30, [own('loop')])]
  const late = createEvidence(200, samples)
  expect(judge(late)).toBe('likely')
})

test('is as sure as ever when samples are far apart because the block is long', () => {
  const samples = [1_000, 6_000].map(offsetMs => createSample(offsetMs, [own('loop')]))
  const long = createEvidence(15_000, samples)
  expect(judge(long)).toBe('exact')
})

describe('a lone sample for a time in which nobody asked for more', () => {
  const lone = [createSample(30, [own('loop')])]

  test('makes nobody more than likely where the system does not say when the thread had its core', () => {
    expect(judge(createEvidence(62, lone))).toBe('likely')
  })

  test('is as good as ever where it says so, or where the block is short, or where one was asked for early', () => {
    expect(judge(createEvidence(62, lone, { threadTime: { cpuMs: 62, waitMs: 0 } }))).toBe('exact')
    expect(judge(createEvidence(30, [createSample(29, [own('loop')])]))).toBe('exact')
    const early = createSample(60, [own('load')], { source: 'safepoint', native: 'JSON.parse', postedAtMs: 1015 })
    expect(judge(createEvidence(62, [early]))).toBe('exact')
  })
})
