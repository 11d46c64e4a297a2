import { describe, expect, test } from 'vitest'
import type { RawSample } from '../../../../src/model/evidence.js'
import { createSample, own, summarize, TIMER } from '../fake-evidence.js'

describe('many short callbacks', () => {
  const parts = (count: number, fields: (index: number) => Partial<RawSample>, name = (_: number) => 'work') =>
    Array.from({ length: count }, (_, index) =>
      createSample(20 + index * 10, [own(name(index)), ...TIMER], fields(index)),
    )

  test('are a burst', () => {
    expect(
      summarize(
        110,
        parts(9, index => ({ asyncId: 100 + index })),
      ),
    ).toMatchObject({
      cause: 'burst',
      why: '9 different callbacks were seen in 9 samples, none of them over 50 ms.',
      culprit: { function: 'work' },
      callback: { type: 'Timeout', count: 9 },
    })
  })

  test('blame the callbacks, not what Node does between them', () => {
    const between = [30, 50, 70].map(offsetMs => createSample(offsetMs, TIMER, { asyncId: offsetMs }))
    const called = [20, 40, 60].map(offsetMs => createSample(offsetMs, [own('work'), ...TIMER], { asyncId: offsetMs }))
    expect(summarize(90, [...between, ...called])).toMatchObject({ cause: 'burst', culprit: { function: 'work' } })
  })

  test('are a burst though one of them lost its core for longer than the threshold', () => {
    const samples = parts(9, index =>
      index < 8 ? { asyncId: 100 + index } : { asyncId: 108, atMs: 1170, postedAtMs: 1100 },
    )
    const threadTime = { cpuMs: 90, waitMs: 80 }
    expect(summarize(170, samples, { threadTime })).toMatchObject({ cause: 'burst', callback: { count: 9 } })
  })

  test('are a burst when only their contexts tell promise jobs apart', () => {
    const samples = parts(9, index => ({ asyncId: 0, job: index, context: { request: String(index) } }))
    expect(summarize(110, samples).cause).toBe('burst')
  })

  test('are not when one of them is long enough by itself, and it is that one’s cause', () => {
    const samples = parts(
      10,
      index => ({ asyncId: index < 7 ? 1 : index }),
      index => (index < 7 ? 'slow' : 'quick'),
    )
    expect(summarize(112, samples)).toMatchObject({
      cause: 'javascript',
      culprit: { function: 'slow' },
      why: "slow's own code took 80 of 112 ms (71 %).",
    })
  })

  test('do not outweigh, taken together, the one that is long', () => {
    const samples = parts(
      14,
      index => ({ asyncId: index < 6 ? 1 : index }),
      index => (index < 6 ? 'slow' : 'quick'),
    )
    expect(summarize(155, samples)).toMatchObject({ cause: 'javascript', culprit: { function: 'slow' } })
  })
})
