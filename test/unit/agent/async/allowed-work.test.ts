import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createAllowedWork } from '../../../../src/agent/async/allowed-work.js'
import { nowMs } from '../../../../src/system/clock.js'

const EVER = [0, Number.MAX_SAFE_INTEGER] as const

test('gives what the function returns, and throws what it throws', () => {
  const work = createAllowedWork()
  expect(work.run(() => 7, 'once')).toBe(7)
  expect(() => work.run(() => fail('mine'), 'once')).toThrow('mine')
  expect(work.takeSpans(...EVER)).toHaveLength(2)
})

test('knows the reason inside, after an await too, and nowhere else', async () => {
  const work = createAllowedWork()
  const inside = work.run(async () => {
    await nextTurn()
    return work.readReason()
  }, 'once')
  expect(work.readReason()).toBeUndefined()
  expect(await inside).toBe('once')
})

test('knows the innermost reason', () => {
  const work = createAllowedWork()
  const reasons = work.run(() => [work.run(() => work.readReason(), 'inner'), work.readReason()], 'outer')
  expect(reasons).toEqual(['inner', 'outer'])
})

test('gives the spans that touch an interval, and forgets what is over by its end', () => {
  const work = createAllowedWork()
  const startMs = nowMs()
  work.run(() => {}, 'first')
  const middleMs = nowMs()
  work.run(() => {}, 'second')
  expect(work.takeSpans(startMs, middleMs).map(({ reason }) => reason)).toEqual(['first'])
  expect(work.takeSpans(...EVER).map(({ reason }) => reason)).toEqual(['second'])
  expect(work.takeSpans(...EVER)).toEqual([])
})

test('counts time inside two spans once', () => {
  const work = createAllowedWork()
  work.run(() => work.run(() => work.run(() => {}, 'innermost'), 'inner'), 'outer')
  expect(work.takeSpans(...EVER).map(({ reason }) => reason)).toEqual(['outer'])
})

test('does not grow for ever', () => {
  const work = createAllowedWork()
  for (let call = 0; call < 1500; call += 1) work.run(() => {}, `call ${call}`)
  const spans = work.takeSpans(...EVER)
  expect(spans).toHaveLength(1000)
  expect(spans.at(-1)?.reason).toBe('call 1499')
})

function fail(message: string): never {
  throw new Error(message)
}

test('says when its synchronous part begins and ends, nested parts as one', () => {
  const work = createAllowedWork()
  const heard: boolean[] = []
  work.run(() => work.listen(isInside => heard.push(isInside)), 'once')
  work.run(() => work.run(() => heard.length, 'again'), 'once')
  expect(heard).toEqual([true, false, true, true, true, false])
})
