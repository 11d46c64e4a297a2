import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CORRECTIONS } from '../../../../src/analysis/corrections.js'
import { isSeen } from '../../../../src/analysis/timeline/segment.js'
import { buildTimeline } from '../../../../src/analysis/timeline/timeline.js'
import type { Evidence } from '../../../../src/model/evidence.js'
import { sumMs } from '../../../../src/model/interval.js'
import { createEvidence, createFacts, createSample, createSamples, own } from '../fake-evidence.js'

/** Moments of a block of 200 ms, in order. */
const moments = (most: number) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 199 }), { maxLength: most })
    .map(all => all.sort((a, b) => a - b).map(offsetMs => 1000 + offsetMs))

function createSpans(atMs: number[]): { startMs: number; endMs: number }[] {
  return atMs.flatMap((startMs, index) => {
    const endMs = atMs[index + 1]
    return index % 2 === 0 && endMs !== undefined ? [{ startMs, endMs }] : []
  })
}

const evidences = fc
  .record({
    ...{ sampledMs: moments(20), stalledMs: moments(4), allowedMs: moments(4) },
    profiledMs: fc.option(moments(20), { nil: undefined }),
  })
  .map(({ sampledMs, stalledMs, allowedMs, profiledMs }): Evidence => {
    const samples = sampledMs.map((atMs, index) => createSample(atMs - 1000, [own(index % 3 ? 'parse' : 'draw')]))
    const spans = createSpans(stalledMs)
    const edgesMs = profiledMs && [1000, ...profiledMs, 1200]
    const profile = edgesMs?.slice(1).map((endMs, index) => {
      const stack = index % 4 === 3 ? [] : [{ ...own(index % 2 ? 'parse' : 'rest', 0, 0), functionLine: 5 }]
      return { startMs: edgesMs[index] ?? 1000, endMs, gcMs: 0, stack }
    })
    return createEvidence(200, samples, {
      ...(profile ? { profile } : {}),
      watchdogGap: { leastMs: sumMs(spans), mostMs: sumMs(spans), spans },
      ignoredSpans: createSpans(allowedMs).map(span => ({ ...span, reason: 'warm-up' })),
    })
  })

test('segments follow one another from the start of the block to its end, whatever was seen', () => {
  fc.assert(
    fc.property(evidences, evidence => {
      const timeline = buildTimeline(createFacts(evidence))
      const startsMs = timeline.map(({ startMs }) => startMs)
      expect([...startsMs, 1200]).toEqual([1000, ...timeline.map(({ endMs }) => endMs)])
    }),
  )
})

test('what stood still and what was allowed are sums of segments', () => {
  fc.assert(
    fc.property(evidences, evidence => {
      const timeline = buildTimeline(createFacts(evidence))
      const stalledMs = sumMs(timeline.filter(({ state }) => state === 'stalled'))
      expect(stalledMs).toBe(sumMs(evidence.watchdogGap?.spans ?? []))
      expect(sumMs(timeline.filter(({ allowed }) => allowed === 'warm-up'))).toBe(sumMs(evidence.ignoredSpans))
    }),
  )
})

test('a block of which nothing was seen is one segment that nobody saw', () => {
  const timeline = buildTimeline(createFacts(createEvidence(100, [])))
  expect(timeline).toMatchObject([{ startMs: 1000, endMs: 1100, stack: [], place: 'none' }])
  expect(timeline.filter(isSeen)).toEqual([])
})

test('each correction has a name of its own and can be left out', () => {
  const names = CORRECTIONS.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const late = createEvidence(100, createSamples(100, [own('next')], { postedAtMs: 1020 }).slice(-1))
  const [usual] = buildTimeline(createFacts(late))
  const [unaware] = buildTimeline({ ...createFacts(late), without: new Set(['refusals']) })
  expect([usual?.state, unaware?.state]).toEqual(['uninterruptible', 'running'])
})
