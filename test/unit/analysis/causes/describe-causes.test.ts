import { expect, test } from 'vitest'
import { describeCauses } from '../../../../src/analysis/causes/describe-causes.js'
import type { Cause } from '../../../../src/model/block.js'
import { causeShape } from '../../../../src/model/ignore-rule.js'
import { hasShape } from '../../../../src/model/shape.js'

test('says what each cause of the blocks means, once', () => {
  expect(describeCauses([{ cause: 'starved' }, { cause: 'sync-wait' }, { cause: 'starved' }])).toEqual({
    causes: {
      'sync-wait': 'A synchronous wait puts the whole thread to sleep, its event loop included.',
      starved: 'A thread that is ready to run but gets no core is late without doing anything.',
    },
  })
})

test('says nothing without blocks', () => {
  expect(describeCauses([])).toEqual({})
})

test('has one short sentence for every cause there is', () => {
  const all = causeShape.expected.split(' or ').map(name => JSON.parse(name) as Cause)
  const { causes = {} } = describeCauses(all.map(cause => ({ cause })))
  expect(Object.keys(causes).sort()).toEqual([...all].sort())
  expect(
    Object.values(causes).filter(sentence => !/^\w[^.\n]{20,120}\.$/.test(sentence.replaceAll(/\w\.\w|node:/g, ''))),
  ).toEqual([])
  expect(all.every(cause => hasShape(cause, causeShape))).toBe(true)
})
