import { expect, test } from 'vitest'
import { formatBlocked } from '../../../src/testing/blocked-error.js'
import { bareBlock, fullBlock } from '../reporters/sample-report.js'

test('one block is told in a line: how long, where, why', () => {
  expect(formatBlocked([fullBlock]).summary).toBe(
    'the event loop was blocked for 312 ms in resize /app/src/thumbnail.js:42:9 (javascript)',
  )
})

test('a block without a stack is told without a place', () => {
  expect(formatBlocked([bareBlock]).summary).toBe('the event loop was blocked for 60 ms (unknown)')
})

test('several blocks are counted, and the worst is told', () => {
  const { summary, report } = formatBlocked([bareBlock, { ...fullBlock, durationMs: 100 }, fullBlock])
  expect(summary).toBe(
    'the event loop was blocked 3 times, worst 312 ms in resize /app/src/thumbnail.js:42:9 (javascript)',
  )
  expect(report.match(/^loophound: .*/gm)).toEqual([
    'loophound: the event loop was blocked for 312 ms: javascript',
    'loophound: the event loop was blocked for 60 ms: unknown',
  ])
})

test('a function cannot add a line by its name', () => {
  const culprit = { ...fullBlock.culprit, function: 'a\nb' }
  expect(formatBlocked([{ ...fullBlock, culprit }]).summary).not.toContain('\n')
})

test('no line of the report looks like a frame of an error’s stack', () => {
  const { report } = formatBlocked([fullBlock])
  expect(report).toMatch(/^ {4}in inflate \(\S+:120:7\) $/m)
  expect(report).not.toMatch(/^\s*at /m)
  expect(report).not.toMatch(/:\d+:\d+\)?$/m)
})
