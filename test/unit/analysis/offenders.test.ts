import fc from 'fast-check'
import { expect, test } from 'vitest'
import { summarizeEvidence } from '../../../src/analysis/analyze.js'
import { foldOffenders } from '../../../src/analysis/offenders.js'
import type { Block } from '../../../src/model/block.js'
import type { Evidence } from '../../../src/model/evidence.js'
import { createEvidence, createSamples, own } from './fake-evidence.js'

function block(name: string, durationMs: number, fields: Partial<Evidence> = {}): Block {
  return summarizeEvidence(createEvidence(durationMs, createSamples(durationMs, [own(name, 4)]), fields))
}

const SOURCE = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'].join('\n')

test('folds blocks by fingerprint and describes each by its worst', () => {
  const worst = block('resize', 120, { delayedEvents: 3 })
  const offenders = foldOffenders([block('resize', 60, { delayedEvents: 2 }), worst], () => SOURCE)
  expect(offenders).toEqual([
    {
      fingerprint: worst.fingerprint,
      cause: 'javascript',
      confidence: 'exact',
      why: worst.why,
      culprit: worst.culprit,
      stack: worst.stack,
      source: [
        { line: 2, text: 'two' },
        { line: 3, text: 'three' },
        { line: 4, text: 'four' },
        { line: 5, text: 'five' },
        { line: 6, text: 'six' },
      ],
      callbackType: 'Timeout',
      remedy: worst.remedy,
      count: 2,
      worstMs: 120,
      totalMs: 180,
      delayedEvents: 5,
    },
  ])
})

test('puts the worst first and what is excused last', () => {
  const excused = block('starved', 900, { threadTime: { cpuMs: 10, waitMs: 880 } })
  const offenders = foldOffenders([block('short', 60), excused, block('long', 80)])
  expect(offenders.map(offender => [offender.culprit?.function, offender.excused])).toEqual([
    ['long', undefined],
    ['short', undefined],
    ['starved', 'the machine had no core for the thread'],
  ])
})

test('keeps blocks that count apart from those that do not, and these by why', () => {
  const ignored = { ...block('resize', 300), ignored: { reason: 'warm-up' } }
  const early: Block = { ...block('resize', 500), phase: 'startup', unjudged: 'start-up' }
  const offenders = foldOffenders([early, ignored, block('resize', 70), early])
  expect(offenders.map(({ excused, count, worstMs, totalMs }) => [excused, count, worstMs, totalMs])).toEqual([
    [undefined, 1, 70, 70],
    ['start-up', 2, 500, 1000],
    ['warm-up', 1, 300, 300],
  ])
})

test('says that the loop had not come back', () => {
  expect(foldOffenders([block('resize', 70, { hang: true })])[0]?.hang).toBe(true)
})

test('shows no source when the file cannot be read or is shorter than the line', () => {
  expect(foldOffenders([block('resize', 70)], () => undefined)[0]).not.toHaveProperty('source')
  expect(foldOffenders([block('resize', 70)], () => 'one\ntwo')[0]).not.toHaveProperty('source')
})

test('shows the lines that there are at the edges of a file', () => {
  expect(foldOffenders([block('resize', 70)], () => '1\r\n2\r\n3\r\n4')[0]?.source).toEqual([
    { line: 2, text: '2' },
    { line: 3, text: '3' },
    { line: 4, text: '4' },
  ])
})

test('loses no block and no time, in whatever order they come', () => {
  const blocks = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 50, max: 500 })), { minLength: 1 })
  const shuffled = blocks.chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      const fold = (parts: [string, number][]) => foldOffenders(parts.map(([name, ms]) => block(name, ms)))
      const offenders = fold(all)
      expect(fold(other)).toEqual(offenders)
      expect(offenders.reduce((sum, { count }) => sum + count, 0)).toBe(all.length)
      expect(offenders.reduce((sum, { totalMs }) => sum + totalMs, 0)).toBe(all.reduce((sum, [, ms]) => sum + ms, 0))
    }),
  )
})
