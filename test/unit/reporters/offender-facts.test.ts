import { describe, expect, test } from 'vitest'
import { formatSentence } from '../../../src/reporters/offender-facts.js'
import { bareOffender, fullOffender } from './sample-report.js'

describe('formatSentence', () => {
  test.each([
    ['one block', fullOffender, 'resize blocked the event loop for 312 ms'],
    [
      'several blocks',
      { ...fullOffender, count: 3, totalMs: 12_345 },
      'resize blocked the event loop 3 times, worst 312 ms, total 12.3 s',
    ],
    ['nobody in particular', bareOffender, 'the event loop was blocked for 60 ms'],
    ['a hang', { ...bareOffender, hang: true as const }, 'the event loop was blocked for 60 ms, not over at the end'],
    [
      'what is new',
      { ...bareOffender, standing: { state: 'new' as const, judgedMs: 60 } },
      'the event loop was blocked for 60 ms, new to the baseline',
    ],
    [
      'what got worse',
      { ...bareOffender, standing: { state: 'worse' as const, judgedMs: 60, recordedMs: 30, allowedMs: 45 } },
      'the event loop was blocked for 60 ms, longer than the 30 ms in the baseline',
    ],
  ])('tells of %s', (_, offender, sentence) => {
    expect(formatSentence(offender)).toBe(sentence)
  })
})
