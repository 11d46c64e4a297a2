import { expect, test } from 'vitest'
import { findCallback } from '../../../../src/analysis/attribution/callback.js'
import { findLongTurn, findTurns, type Turn } from '../../../../src/analysis/timeline/turns.js'
import type { RawSample } from '../../../../src/model/evidence.js'
import type { RawFrame } from '../../../../src/model/frame.js'
import { createEvidence, createSample, foreign, listAttributed, own, TIMER } from '../fake-evidence.js'

function turnsOf(durationMs: number, fields: Partial<RawSample>[], stack = [own('work')]): Turn[] {
  const samples = fields.map((sample, index) => createSample(20 + index * 10, stack, sample))
  return findTurns(listAttributed(createEvidence(durationMs, samples)))
}

test('keeps samples of one callback together', () => {
  expect(turnsOf(50, [{}, {}, {}]).map(turn => [turn.weightMs, turn.isCallback])).toEqual([[50, true]])
})

test('parts callbacks by their async id, and jobs by their number', () => {
  const turns = turnsOf(60, [{ asyncId: 7 }, { asyncId: 8 }, { asyncId: 0, job: 1 }, { asyncId: 0, job: 2 }])
  expect(turns.map(turn => [turn.weightMs, turn.isCallback])).toEqual([
    [20, true],
    [10, true],
    [10, false],
    [20, false],
  ])
})

test('does not part a callback that runs something in another async scope', () => {
  const scoped = [own('work'), foreign('runInAsyncScope', 'node:async_hooks'), own('handle'), ...TIMER]
  expect(turnsOf(50, [{ asyncId: 7 }, { asyncId: 9 }], scoped)).toHaveLength(1)
})

test('parts microtasks, which Node runs in a scope of their own each', () => {
  const microtask = [
    own('work'),
    foreign('runInAsyncScope', 'node:async_hooks'),
    foreign('runMicrotask', 'node:internal/process/task_queues'),
  ]
  const turns = turnsOf(50, [{ asyncId: 7 }, { asyncId: 9 }], microtask)
  expect(turns.map(turn => turn.isCallback)).toEqual([false, false])
})

test('finds the turn that is long enough by itself', () => {
  const turns = turnsOf(120, [{ asyncId: 1 }, ...Array(6).fill({ asyncId: 2 }), { asyncId: 3 }])
  expect(findLongTurn(turns, { durationMs: 120, thresholdMs: 50 })).toBe(turns[1])
})

test('finds none when every turn is short', () => {
  const turns = turnsOf(
    100,
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map(asyncId => ({ asyncId })),
  )
  expect(findLongTurn(turns, { durationMs: 100, thresholdMs: 50 })).toBeUndefined()
})

test('counts a turn that makes up most of the block and may have reached the threshold between two samples', () => {
  const turns = turnsOf(70, [
    { asyncId: 1 },
    { asyncId: 1 },
    { asyncId: 1 },
    { asyncId: 1 },
    { asyncId: 2 },
    { asyncId: 3 },
  ])
  const seen = turns.map(turn => turn.weightMs)
  expect(seen).toEqual([50, 10, 10])
  expect(findLongTurn(turns, { durationMs: 70, thresholdMs: 55 })).toBe(turns[0])
  expect(findLongTurn(turns, { durationMs: 70, thresholdMs: 65 })).toBeUndefined()
})

test('does not count a turn that only may have reached the threshold when it is half of the block', () => {
  const turns = turnsOf(
    90,
    [1, 1, 1, 2, 2, 2, 2].map(asyncId => ({ asyncId })),
  )
  expect(turns.map(turn => turn.weightMs)).toEqual([40, 50])
  expect(findLongTurn(turns, { durationMs: 90, thresholdMs: 52 })).toBeUndefined()
})

test('does not take a callback for long because samples are far apart', () => {
  const samples = [20, 80, 200, 380].map((offsetMs, asyncId) => createSample(offsetMs, [own('work')], { asyncId }))
  const turns = findTurns(listAttributed(createEvidence(400, samples)))
  expect(findLongTurn(turns, { durationMs: 400, thresholdMs: 50 })).toBeUndefined()
})

test('takes a callback for long that was in a native all the time between two samples', () => {
  const samples = [
    createSample(20, [own('quick')], { asyncId: 1 }),
    createSample(80, [own('load')], { asyncId: 2, source: 'safepoint', native: 'JSON.parse', postedAtMs: 1030 }),
    createSample(140, [own('next')], { asyncId: 3 }),
  ]
  const turns = findTurns(listAttributed(createEvidence(145, samples)))
  expect(findLongTurn(turns, { durationMs: 145, thresholdMs: 50 })).toBe(turns[1])
})

test('tells a tick by what was captured with it, though the profile before it is of the callback that queued it', () => {
  const tick = [own('poll'), foreign('processTicksAndRejections', 'node:internal/process/task_queues')]
  const samples = [
    createSample(20, [own('poll'), ...TIMER], { asyncId: 7 }),
    createSample(40, tick, { asyncId: 8, resourceType: 'Object' }),
  ]
  const part = (fromMs: number, toMs: number, stack: RawFrame[]) => ({
    startMs: 1000 + fromMs,
    endMs: 1000 + toMs,
    gcMs: 0,
    stack: stack.map(frame => ({ ...frame, functionLine: 1 })),
  })
  const evidence = createEvidence(50, samples, { profile: [part(0, 25, [own('poll'), ...TIMER]), part(25, 50, tick)] })
  expect(findTurns(listAttributed(evidence)).map(({ weightMs, isCallback }) => [weightMs, isCallback])).toEqual([
    [20, true],
    [30, false],
  ])
})

test('names the callback of the heaviest turn and counts the different ones', () => {
  expect(findCallback(turnsOf(60, [{ asyncId: 7 }, { asyncId: 8 }, { asyncId: 7 }]), {})).toEqual({
    type: 'Timeout',
    count: 2,
  })
  expect(findCallback([], {})).toEqual({ type: '', count: 0 })
})

test.each([
  ['a promise job, which Node gives no id', { asyncId: 0, resourceType: 'Object' }, [own('work')], 'PROMISE'],
  ['a promise job with promise hooks on', { asyncId: 9, resourceType: 'Promise' }, [own('work')], 'PROMISE'],
  [
    'a tick, whose resource is a plain object',
    { asyncId: 9, resourceType: 'Object' },
    [own('work'), foreign('processTicksAndRejections', 'node:internal/process/task_queues')],
    'TickObject',
  ],
  [
    'a microtask',
    { asyncId: 9, resourceType: 'AsyncResource' },
    [own('work'), foreign('runMicrotask', 'node:internal/process/task_queues')],
    'Microtask',
  ],
  ['the main script', { asyncId: 1, resourceType: 'Object' }, [own('main')], ''],
  ['a request', { asyncId: 9, resourceType: 'HTTPINCOMINGMESSAGE' }, [own('handle')], 'HTTPINCOMINGMESSAGE'],
  ['the time between callbacks', { asyncId: 0, resourceType: 'Object' }, [], ''],
])('names %s', (_, fields, stack, type) => {
  expect(findCallback(turnsOf(60, [fields], stack), {})).toEqual({ type, count: 1 })
})
