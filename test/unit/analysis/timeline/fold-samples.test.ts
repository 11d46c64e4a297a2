import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeFrame } from '../../../../src/analysis/frames/frame.js'
import type { WeighedSample } from '../../../../src/analysis/timeline/segments.js'
import { foldSamples } from '../../../../src/analysis/timeline/segments.js'
import type { SampleSource } from '../../../../src/model/evidence.js'
import { awaiting, createSample, own } from '../fake-evidence.js'

function weigh(name: string, weightMs: number, source: SampleSource = 'interrupt'): WeighedSample {
  const frame = own(name)
  return {
    raw: createSample(0, [frame], { source }),
    stack: [judgeFrame(frame)],
    weightMs,
    skidMs: 0,
    isProven: true,
    span: 0,
    spanSkidMs: 0,
  }
}

test('adds up equal stacks, heaviest first', () => {
  const folded = foldSamples([weigh('a', 10), weigh('b', 15), weigh('a', 20)])
  expect(folded.map(({ stack, weightMs }) => [stack[0]?.function, weightMs])).toEqual([
    ['a', 30],
    ['b', 15],
  ])
})

test('keeps stacks apart that differ in their source only', () => {
  expect(foldSamples([weigh('a', 10), weigh('a', 20, 'safepoint')])).toHaveLength(2)
})

test('keeps stacks apart that differ in who awaits whom', () => {
  const sample = weigh('a', 10)
  expect(foldSamples([sample, { ...sample, stack: [judgeFrame(awaiting(own('a')))] }])).toHaveLength(2)
})

test('does not depend on the order of the samples, and loses no time', () => {
  const samples = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 100 })))
  const shuffled = samples.chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      const summarize = (parts: [string, number][]) =>
        foldSamples(parts.map(([name, weightMs]) => weigh(name, weightMs))).map(({ stack, weightMs }) => ({
          stack,
          weightMs,
        }))
      expect(summarize(other)).toEqual(summarize(all))
      const totalMs = all.reduce((sum, [, weightMs]) => sum + weightMs, 0)
      expect(summarize(all).reduce((sum, { weightMs }) => sum + weightMs, 0)).toBe(totalMs)
    }),
  )
})
