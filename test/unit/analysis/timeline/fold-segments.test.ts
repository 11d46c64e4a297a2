import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeFrame } from '../../../../src/analysis/frames/frame.js'
import { foldSegments, type Segment } from '../../../../src/analysis/timeline/segment.js'
import type { SampleSource } from '../../../../src/model/evidence.js'
import { awaiting, own } from '../fake-evidence.js'

function weigh(name: string, weightMs: number, source: SampleSource = 'interrupt'): Segment {
  const stack = [judgeFrame(own(name))]
  return { startMs: 0, endMs: weightMs, state: 'running', stack, seenBy: source, place: 'seen', refusedMs: 0 }
}

test('adds up equal stacks, heaviest first', () => {
  const folded = foldSegments([weigh('a', 10), weigh('b', 15), weigh('a', 20)])
  expect(folded.map(({ stack, weightMs }) => [stack[0]?.function, weightMs])).toEqual([
    ['a', 30],
    ['b', 15],
  ])
})

test('keeps stacks apart that differ in their source only', () => {
  expect(foldSegments([weigh('a', 10), weigh('a', 20, 'safepoint')])).toHaveLength(2)
})

test('keeps stacks apart that differ in who awaits whom', () => {
  const sample = weigh('a', 10)
  expect(foldSegments([sample, { ...sample, stack: [judgeFrame(awaiting(own('a')))] }])).toHaveLength(2)
})

test('does not depend on the order of the segments, and loses no time', () => {
  const samples = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 100 })))
  const shuffled = samples.chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      const summarize = (parts: [string, number][]) =>
        foldSegments(parts.map(([name, weightMs]) => weigh(name, weightMs))).map(({ stack, weightMs }) => ({
          stack,
          weightMs,
        }))
      expect(summarize(other)).toEqual(summarize(all))
      const totalMs = all.reduce((sum, [, weightMs]) => sum + weightMs, 0)
      expect(summarize(all).reduce((sum, { weightMs }) => sum + weightMs, 0)).toBe(totalMs)
    }),
  )
})
