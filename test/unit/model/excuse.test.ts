import { describe, expect, test } from 'vitest'
import { findExcuse } from '../../../src/model/block.js'

describe('findExcuse', () => {
  test('is the reason of the rule, with the package that ships it', () => {
    expect(findExcuse({ cause: 'json', ignored: { reason: 'start-up only' } })).toBe('start-up only')
    expect(findExcuse({ cause: 'json', ignored: { reason: 'start-up only', by: 'sharp' } })).toBe(
      'start-up only, says sharp',
    )
  })

  test('excuses what the machine did, and nothing else', () => {
    expect(findExcuse({ cause: 'suspended' })).toBe('the process was stopped or the machine slept')
    expect(findExcuse({ cause: 'unknown' })).toBeUndefined()
  })
})
