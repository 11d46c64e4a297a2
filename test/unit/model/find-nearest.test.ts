import { describe, expect, test } from 'vitest'
import { findNearest } from '../../../src/model/find-nearest.js'

const words = ['--threshold', '--max-block', '--max-blocks', '--reporter']

describe('findNearest', () => {
  test.each([
    ['--treshold', '--threshold'],
    ['--thershold', '--threshold'],
    ['--max-bolcks', '--max-blocks'],
    ['--maxblock', '--max-block'],
    ['--reporters', '--reporter'],
  ])('finds for %s the word %s', (word, nearest) => {
    expect(findNearest(word, words)).toBe(nearest)
  })

  test('finds nothing for a word that is like none', () => {
    expect(findNearest('--verbose', words)).toBeUndefined()
  })
})
