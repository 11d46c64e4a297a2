import { expect, test } from 'vitest'
import { createRateLimit } from '../../../src/sink/block-report.js'
import { createFakeClock } from '../watchdog/fake-clock.js'

test('lets one report of an offender through a minute, and tells how many it kept back', () => {
  const clock = createFakeClock()
  const { take } = createRateLimit(clock.nowMs)
  expect(take('a')).toEqual({ isAllowed: true, suppressedCount: 0 })
  clock.advance(30_000)
  expect(take('a')).toEqual({ isAllowed: false, suppressedCount: 1 })
  clock.advance(29_999)
  expect(take('a')).toEqual({ isAllowed: false, suppressedCount: 2 })
  clock.advance(1)
  expect(take('a')).toEqual({ isAllowed: true, suppressedCount: 2 })
  expect(take('a')).toEqual({ isAllowed: false, suppressedCount: 1 })
})

test('offenders do not share a limit', () => {
  const { take } = createRateLimit(createFakeClock().nowMs)
  take('a')
  expect(take('b')).toEqual({ isAllowed: true, suppressedCount: 0 })
  expect(take('b')).toEqual({ isAllowed: false, suppressedCount: 1 })
})
