import { describe, expect, test } from 'vitest'
import { formatDuration } from '../../../../src/reporters/text/words.js'

describe('formatDuration', () => {
  test.each([
    [0, '0 ms'],
    [0.04, '0 ms'],
    [4.24, '4.2 ms'],
    [9.96, '10 ms'],
    [312.4, '312 ms'],
    [9999.4, '9999 ms'],
    [12_345, '12.3 s'],
  ])('shows %d ms as %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text)
  })
})
