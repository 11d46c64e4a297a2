import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutAt, findAt, type Interval, measureSharedMs, sumMs } from '../../../src/model/interval.js'

const between = (startMs: number, endMs: number): Interval => ({ startMs, endMs })

test('an interval shares with others what lies in them', () => {
  const others = [between(0, 10), between(15, 20), between(90, 120), between(200, 210)]
  expect(measureSharedMs(between(5, 100), others)).toBe(5 + 5 + 10)
  expect(measureSharedMs(between(5, 100))).toBe(0)
})

test('a cut is at each edge that lies within, and keeps what else is known', () => {
  expect(cutAt([{ ...between(0, 10), name: 'a' }], [between(-5, 4), between(4, 7), between(10, 12)])).toEqual([
    { ...between(0, 4), name: 'a' },
    { ...between(4, 7), name: 'a' },
    { ...between(7, 10), name: 'a' },
  ])
})

test('a moment between two intervals is the later one’s', () => {
  expect(findAt([between(0, 5), between(5, 9)], 5)).toEqual(between(5, 9))
  expect(findAt([between(0, 5)], 5)).toBeUndefined()
})

test('cutting loses no time, and leaves nothing that lies in another interval with only a piece of itself', () => {
  const spans = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 30 })).map(([at, ms]) => between(at, at + ms)),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(spans, others => {
      const parts = cutAt([between(10, 80)], others)
      expect(sumMs(parts)).toBe(70)
      for (const part of parts)
        for (const other of others) expect([0, sumMs([part])]).toContain(measureSharedMs(part, [other]))
    }),
  )
})
