import { describe, expect, test } from 'vitest'
import { summarizeEvidence } from '../../../../src/analysis/analyze.js'
import type { Block } from '../../../../src/model/block.js'
import type { CallbackRecord, CallbackSpan, RawSample } from '../../../../src/model/evidence.js'
import { createEvidence, createSample, createSamples, own, TIMER } from '../fake-evidence.js'

const record: CallbackRecord = { count: 1, jobCount: 0, hasPromises: false, coveredMs: 100, spans: [] }

function summarize(durationMs: number, samples: RawSample[], callbacks: Partial<CallbackRecord>): Block {
  return summarizeEvidence(createEvidence(durationMs, samples, { callbacks: { ...record, ...callbacks } }))
}

/** A callback from one offset into the block to another. */
function span(fromMs: number, toMs: number, fields: Partial<CallbackSpan> = {}): CallbackSpan {
  return { startMs: 1000 + fromMs, endMs: 1000 + toMs, asyncId: 7, type: 'Timeout', ...fields }
}

describe('when hooks have timed the callbacks', () => {
  test('blames what ran in the long one, however few samples are in it', () => {
    const samples = [
      ...[20, 30, 40, 50, 60].map((offsetMs, asyncId) => createSample(offsetMs, [own('brief'), ...TIMER], { asyncId })),
      createSample(120, [own('long'), ...TIMER], { asyncId: 9 }),
    ]
    const block = summarize(125, samples, { count: 6, coveredMs: 124, spans: [span(64, 124, { asyncId: 9 })] })
    expect(block).toMatchObject({ cause: 'javascript', culprit: { function: 'long' }, callback: { count: 6 } })
  })

  test('blames most of a profile that reaches a little beyond the long one', () => {
    const part = (startMs: number, endMs: number, name: string) => {
      const stack = [{ ...own(name, 12, 0), functionLine: 10 }]
      return { startMs: 1000 + startMs, endMs: 1000 + endMs, gcMs: 0, stack }
    }
    const profile = [part(0, 0.3, 'brief'), part(0.3, 100, 'long')]
    const callbacks = { ...record, count: 2, coveredMs: 99.5, spans: [span(0.2, 99.7)] }
    const evidence = createEvidence(100, [], { callbacks, profile })
    expect(summarizeEvidence(evidence)).toMatchObject({ cause: 'javascript', culprit: { function: 'long' } })
  })

  test('is a burst when none was long, though samples far apart look like one', () => {
    const samples = createSamples(100, [own('brief'), ...TIMER])
    const block = summarize(100, samples, { count: 40, coveredMs: 98, spans: [span(20, 27.5)] })
    expect(block).toMatchObject({
      cause: 'burst',
      why: '40 callbacks ran in one turn of the loop, none of them for longer than 8 ms.',
      callback: { type: 'Timeout', count: 40 },
    })
  })

  test('is a burst when a short one was long only because it had no core', () => {
    const samples = createSamples(380, [own('brief'), ...TIMER])
    const callbacks = { ...record, count: 100, coveredMs: 370, spans: [span(100, 187)] }
    const evidence = createEvidence(380, samples, { callbacks, threadTime: { cpuMs: 133, waitMs: 247 } })
    expect(summarizeEvidence(evidence).cause).toBe('burst')
  })

  test('is microtasks when promise jobs were timed, and none was long', () => {
    const samples = createSamples(100, [own('job')], { asyncId: 0, resourceType: 'Object' })
    const block = summarize(100, samples, { jobCount: 30, hasPromises: true })
    expect(block).toMatchObject({
      cause: 'microtasks',
      why: '30 promise jobs and ticks ran one after another without a turn of the loop, none of them for longer than 5 ms.',
    })
  })

  test('knows nothing of promise jobs where hooks leave them out', () => {
    const samples = createSamples(100, [own('job')], { asyncId: 0, resourceType: 'Object' })
    expect(summarize(100, samples, { coveredMs: 1 }).cause).toBe('javascript')
  })

  test('knows nothing of the main script, which is outside of hooks', () => {
    const samples = createSamples(100, [own('main')], { asyncId: 1, resourceType: 'Object' })
    expect(summarize(100, samples, { count: 3, coveredMs: 1 }).cause).toBe('javascript')
  })

  test('says where the callback was scheduled', () => {
    const origins = [
      { asyncId: 3, stack: [own('other')] },
      { asyncId: 7, stack: [own('schedule', 42)] },
    ]
    const block = summarize(100, createSamples(100, [own('work'), ...TIMER]), { spans: [span(1, 99)], origins })
    expect(block.callback).toEqual({
      type: 'Timeout',
      count: 1,
      scheduledAt: [{ function: 'schedule', file: '/app/server.js', line: 42, column: 3, ownCode: true }],
    })
  })

  test('says where the callback around a resource of the app was scheduled', () => {
    const origins = [{ asyncId: 7, stack: [own('schedule', 42)] }]
    const samples = createSamples(100, [own('work')], { asyncId: 99, resourceType: 'ImageJob' })
    expect(summarize(100, samples, { spans: [span(1, 99)], origins }).callback.scheduledAt).toHaveLength(1)
  })
})

describe('when the thread had no core for a part of the block', () => {
  /** One callback for 70 ms, then another each 10 ms. */
  const createMany = (durationMs: number) => {
    const first = [20, 40, 60, 70].map(offsetMs => createSample(offsetMs, [own('brief'), ...TIMER], { asyncId: 1 }))
    const others = Array.from({ length: (durationMs - 70) / 10 }, (_, index) =>
      createSample(80 + index * 10, [own('brief'), ...TIMER], { asyncId: 2 + index }),
    )
    return [...first, ...others]
  }
  const judge = (durationMs: number, waitMs: number) => {
    const threadTime = { cpuMs: durationMs - waitMs, waitMs }
    return summarizeEvidence(createEvidence(durationMs, createMany(durationMs), { threadTime }))
  }

  test('takes a callback for long that must have run for long', () => {
    expect(judge(370, 5)).toMatchObject({ cause: 'javascript', confidence: 'exact' })
  })

  test('has doubts about one that may have waited for most of its time', () => {
    expect(judge(370, 30)).toMatchObject({ cause: 'javascript', confidence: 'likely' })
    expect(judge(370, 228)).toMatchObject({ cause: 'burst', confidence: 'likely' })
  })

  test('has doubts about the longer of two parts when most of that may have been a wait', () => {
    const samples = createSamples(370, [own('long'), ...TIMER]).map((sample, index) =>
      index < 22 ? sample : { ...sample, stack: [own('short'), ...TIMER] },
    )
    const judge = (waitMs: number) =>
      summarizeEvidence(createEvidence(370, samples, { threadTime: { cpuMs: 370 - waitMs, waitMs } }))
    expect(judge(228)).toMatchObject({ culprit: { function: 'long' }, confidence: 'likely' })
    expect(judge(20)).toMatchObject({ culprit: { function: 'long' }, confidence: 'exact' })
  })

  test('has none when it saw no other', () => {
    const samples = createSamples(370, [own('long'), ...TIMER])
    const evidence = createEvidence(370, samples, { threadTime: { cpuMs: 142, waitMs: 228 } })
    expect(summarizeEvidence(evidence)).toMatchObject({ cause: 'javascript', confidence: 'exact' })
  })

  test('has none when all were short by the clock, too', () => {
    const samples = createSamples(370, [own('brief'), ...TIMER]).map((sample, asyncId) => ({ ...sample, asyncId }))
    const evidence = createEvidence(370, samples, { threadTime: { cpuMs: 142, waitMs: 228 } })
    expect(summarizeEvidence(evidence)).toMatchObject({ cause: 'burst', confidence: 'exact' })
  })
})
