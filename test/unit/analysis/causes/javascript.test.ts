import fc from 'fast-check'
import { expect, test } from 'vitest'
import { builtin, createEvidence, createSample, createSamples, foreign, own, summarize } from '../fake-evidence.js'

test('the share of a function is that of the stacks with it on top, whatever else it is blamed for', () => {
  const stacks = [[own('sortAll')], [own('sortAll')], [builtin('JSON', 'parse'), own('sortAll')], [own('main')]]
  const samples = stacks.map((stack, index) => createSample(25 * (index + 1), stack))
  const block = summarize(100, samples)
  expect(block).toMatchObject({ cause: 'javascript', culprit: { function: 'sortAll' } })
  expect(block.why).toBe("sortAll's own code took 50 of 100 ms (50 %).")
})

test('a function that others work for is named with these', () => {
  const samples = createSamples(100, [foreign('clone', '/app/node_modules/lodash/index.js'), own('copyState')])
  expect(summarize(100, samples).why).toBe('copyState and what it calls took 100 of 100 ms (100 %).')
})

test('what is said of a function is the sum of the samples beside it', () => {
  const names = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 2, maxLength: 20 })
  fc.assert(
    fc.property(names, all => {
      const samples = all.map((name, index) => createSample(20 + index * 10, [own(name)]))
      const { why, culprit, samples: folded } = summarize(20 + (all.length - 1) * 10, samples)
      const sumMs = folded.reduce((sum, { stack: [top], weightMs }) => {
        return top?.function === culprit?.function ? sum + weightMs : sum
      }, 0)
      expect(why).toContain(`took ${sumMs} of ${createEvidence(20 + (all.length - 1) * 10, []).durationMs} ms`)
    }),
  )
})
