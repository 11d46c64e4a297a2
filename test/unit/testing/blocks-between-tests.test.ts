import { expect, test } from 'vitest'
import type { Block, Cause } from '../../../src/model/block.js'
import { formatOutside } from '../../../src/testing/blocks-between-tests.js'

test('tells each place once, by its worst block, worst first, and how many more there are', () => {
  const blocks = [
    createBlock('setUp', 70),
    createBlock('setUp', 90),
    createBlock('load', 300),
    ...['a', 'b', 'c', 'd', 'e'].map((name, index) => createBlock(name, 60 - index)),
  ]
  expect(formatOutside(blocks)).toBe(
    [
      'loophound: blocked between tests (imports, hooks, what tests left behind)',
      '  300 ms javascript in load /project/load.js:3:7',
      '  90 ms javascript in setUp /project/setUp.js:3:7',
      '  60 ms javascript in a /project/a.js:3:7',
      '  59 ms javascript in b /project/b.js:3:7',
      '  58 ms javascript in c /project/c.js:3:7',
      '  and 2 more places',
    ].join('\n'),
  )
})

test('tells a block without a culprit by its cause', () => {
  const { culprit: _, ...unknown } = createBlock('', 80, 'unknown')
  expect(formatOutside([unknown]).split('\n').at(-1)).toBe('  80 ms unknown')
})

function createBlock(name: string, durationMs: number, cause: Cause = 'javascript'): Block {
  return {
    id: `${name}-${durationMs}`,
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs,
    phase: 'running',
    time: { gcMs: 0 },
    cause,
    confidence: 'exact',
    why: '',
    culprit: { function: name, file: `/project/${name}.js`, line: 3, column: 7, ownCode: true },
    stack: [],
    samples: [],
    callback: { type: '', count: 1 },
    fingerprint: name,
    process: { pid: 1, threadId: 0, role: 'app' },
  }
}
