import { expect, test } from 'vitest'
import { judgeChecks } from '../../../../src/cli/doctor/checks.js'
import type { Blocked } from '../../../../src/cli/doctor/subject.js'
import type { Block } from '../../../../src/model/block.js'
import type { Capability, ProcessReport } from '../../../../src/model/report.js'
import { fullProcess, fullSummary } from '../../reporters/sample-report.js'

const START_MS = Date.UTC(2026, 0, 1)

function createBlock(change: Partial<Block> = {}): Block {
  return {
    id: '1-0-1',
    startedAt: new Date(START_MS).toISOString(),
    durationMs: 120,
    phase: 'running',
    time: { gcMs: 0 },
    cause: 'javascript',
    confidence: 'exact',
    why: 'countPrimes was running.',
    culprit: { function: 'countPrimes', file: '/tmp/doctor.cjs', line: 7, column: 3, ownCode: true },
    stack: [],
    samples: [],
    callback: { type: 'Timeout', count: 1 },
    fingerprint: '0123456789ab',
    process: { pid: 1, threadId: 0, role: 'app' },
    ...change,
  }
}

function judgeFirst(blocked: Blocked[], blocks: Block[]) {
  return judgeChecks(blocked, { blocks, processes: [] })[0]
}

const truth = { check: 'javascript', startedAtMs: START_MS, durationMs: 120 }
const title = { title: 'JavaScript', mechanism: 'interrupts' }

test('a block that is named works', () => {
  const said = 'countPrimes (javascript, exact)'
  expect(judgeFirst([truth], [createBlock()])).toEqual({ ...title, state: 'works', said })
})

test.each<[string, Blocked[], Block[], string]>([
  ['a block that nobody saw', [truth], [], 'expected a block, got none'],
  [
    'a block of a worker thread in its place',
    [truth],
    [createBlock({ process: { pid: 1, threadId: 3, role: 'app' } })],
    'expected a block, got none',
  ],
  [
    'another name',
    [truth],
    [createBlock({ culprit: { function: 'wanderOff', file: '/tmp/doctor.cjs', line: 9, column: 1, ownCode: true } })],
    'expected countPrimes, got wanderOff (javascript, exact)',
  ],
  ['a program that ended too early', [], [], 'the program ended before it'],
])('%s fails', (_what, blocked, blocks, said) => {
  expect(judgeFirst(blocked, blocks)).toEqual({ ...title, state: 'fails', said })
})

test('what the permission model forbids cannot work, and is no failure', () => {
  const forbidden = { ...truth, error: 'ERR_ACCESS_DENIED' }
  expect(judgeFirst([forbidden], [])).toEqual({ ...title, state: 'cannot', said: 'permission-model' })
})

test('a worker thread that nobody watched cannot work where interrupts are off, and is a failure elsewhere', () => {
  const off = { state: 'off' as const, reason: 'not supported by Bun 1.4.5' }
  const withInterrupts = (interrupts: Capability): ProcessReport => ({
    ...fullProcess,
    threadId: 0,
    summary: { ...fullSummary, capabilities: { ...fullSummary.capabilities, interrupts } },
  })
  const main = withInterrupts(off)
  const judge = (processes: ProcessReport[]) =>
    judgeChecks([{ ...truth, check: 'worker-thread' }], { blocks: [], processes }).at(-1)
  expect(judge([main])).toMatchObject({ title: 'worker thread', state: 'cannot', said: off.reason })
  expect(judge([main, { ...main, threadId: 1 }])).toMatchObject({ state: 'fails' })
  expect(judge([withInterrupts({ state: 'on' })])).toMatchObject({ state: 'fails' })
})
