import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildTimeline } from '../../../../src/analysis/timeline/timeline.js'
import type { Evidence } from '../../../../src/model/evidence.js'
import { measureMs } from '../../../../src/model/interval.js'
import { createEvidence, createFacts, createSample, own } from '../fake-evidence.js'

const build = (evidence: Evidence) => buildTimeline(createFacts(evidence))

test('weighs a sample by the time since the one before it, and gives the rest to the last', () => {
  const evidence = createEvidence(100, [createSample(20, []), createSample(30, []), createSample(55, [])])
  expect(build(evidence).map(measureMs)).toEqual([20, 10, 70])
})

test('gives each half of a time in which nobody asked to the nearer sample', () => {
  const evidence = createEvidence(200, [createSample(20, []), createSample(120.4, []), createSample(150.8, [])])
  const weightsMs = build(evidence).map(measureMs)
  expect(weightsMs.map(Math.round)).toEqual([70, 50, 80])
})

test('adds up to the duration, wherever the samples lie', () => {
  const offsets = fc.array(fc.double({ min: -50, max: 500, noNaN: true }), { minLength: 1, maxLength: 64 })
  fc.assert(
    fc.property(offsets, fc.integer({ min: 5, max: 400 }), (offsetsMs, durationMs) => {
      const evidence = createEvidence(
        durationMs,
        [...offsetsMs].sort((a, b) => a - b).map(offsetMs => createSample(offsetMs, [])),
      )
      const weights = build(evidence).map(measureMs)
      expect(Math.min(...weights)).toBeGreaterThanOrEqual(0)
      expect(weights.reduce((sum, weightMs) => sum + weightMs, 0)).toBeCloseTo(durationMs, 6)
    }),
  )
})

test('measures how long an interrupt waited, beyond what the sample before it explains', () => {
  const evidence = createEvidence(200, [
    createSample(20, []),
    createSample(100, [], { postedAtMs: 1030 }),
    createSample(101, [], { postedAtMs: 1031 }),
  ])
  expect(build(evidence).map(segment => segment.refusedMs)).toEqual([0, 70, 0])
})

test('takes a few milliseconds for a native when most interrupts waited as long, and for a time slice when few did', () => {
  const createLate = (offsetMs: number) => createSample(offsetMs, [], { postedAtMs: 997 + offsetMs })
  const late = [20, 30, 40, 50, 60].map(createLate)
  const prompt = [70, 80, 90, 100, 110].map(offsetMs => createSample(offsetMs, []))
  const readSkids = (samples: typeof late) => build(createEvidence(120, samples)).map(({ refusedMs }) => refusedMs > 0)
  expect(readSkids(late)).toEqual(late.map(() => true))
  expect(readSkids([...late, ...prompt])).toEqual([...late, ...prompt].map(() => false))
})

test('puts the native of a safepoint on top of the stack of its caller', () => {
  const sample = createSample(80, [own('load')], { source: 'safepoint', native: 'JSON.parse', postedAtMs: 1020 })
  const [weighed] = build(createEvidence(90, [sample]))
  expect(weighed?.stack.map(frame => frame.function)).toEqual(['JSON.parse', 'load'])
})

test('leaves off a native that returned as soon as it was looked for', () => {
  const sample = createSample(20.1, [own('loop')], { source: 'safepoint', native: 'Buffer.from', postedAtMs: 1020 })
  const [weighed] = build(createEvidence(90, [sample]))
  expect(weighed?.native).toBeUndefined()
  expect(weighed?.stack.map(frame => frame.function)).toEqual(['loop'])
})

test('leaves off a native that began after the interrupt had been served', () => {
  const samples = [
    createSample(20.4, [own('loop')], { postedAtMs: 1020 }),
    createSample(27, [own('loop')], { source: 'safepoint', native: 'Buffer.from', postedAtMs: 1020 }),
  ]
  expect(build(createEvidence(90, samples)).flatMap(({ native = [] }) => native)).toEqual([])
})

test('does not take the first system call after a time in which nobody asked for what took that time', () => {
  const seen = createSample(50, [own('work')])
  const first = createSample(160, [own('work')], { source: 'safepoint', native: 'fs.readFileSync', postedAtMs: 1049 })
  const [worked, read] = build(createEvidence(160, [seen, first]))
  expect([worked, read].map(segment => segment && measureMs(segment))).toEqual([160, 0])
  expect(read?.stack.map(frame => frame.function)).toEqual(['work'])
  const asked = { ...first, postedAtMs: 1060 }
  expect(build(createEvidence(160, [seen, asked])).map(measureMs)).toEqual([50, 110])
})
