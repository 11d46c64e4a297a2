import { expect, test } from 'vitest'
import { createCallbackLog } from '../../../../src/agent/async/callback-log.js'

class Timeout {}

test('counts what began in the interval, ticks and promise jobs apart, and keeps the long ones', () => {
  const log = createCallbackLog()
  log.add(10, 60, 1, new Timeout())
  log.add(100, 101, 2, new Timeout())
  log.add(101, 107, 3, new Timeout())
  log.add(107, 108, 4, {})
  log.add(108, 109, 5, Promise.resolve())
  expect(log.take({ startMs: 100, endMs: 150 })).toEqual({
    count: 2,
    jobCount: 2,
    coveredMs: 9,
    spans: [{ startMs: 101, endMs: 107, asyncId: 3, type: 'Timeout' }],
  })
})

test('forgets what it has told, and what came before it', () => {
  const log = createCallbackLog()
  log.add(10, 60, 1, new Timeout())
  log.take({ startMs: 10, endMs: 60 })
  expect(log.take({ startMs: 0, endMs: 100 })).toEqual({ count: 0, jobCount: 0, coveredMs: 0, spans: [] })
  log.add(110, 160, 1, new Timeout())
  log.clear()
  expect(log.take({ startMs: 100, endMs: 200 }).count).toBe(0)
})

test('counts more than it can keep', () => {
  const log = createCallbackLog()
  for (let index = 0; index < 10_000; index += 1) log.add(index, index + 1, index, index % 2 ? {} : new Timeout())
  const { spans, ...counts } = log.take({ startMs: 0, endMs: 20_000 })
  expect(counts).toEqual({ count: 5000, jobCount: 5000, coveredMs: 10_000 })
  expect(spans).toEqual([])
})

test('does without the type of a resource that does not tell, since a hook that throws ends the process', () => {
  const log = createCallbackLog()
  const odd = {
    get constructor() {
      throw new Error('no type')
    },
  }
  for (const resource of [odd, Object.create(null), undefined, { constructor: { name: 7 } }])
    log.add(0, 10, 1, resource)
  expect(log.take({ startMs: 0, endMs: 10 }).spans.map(({ type }) => type)).toEqual(['', '', '', ''])
})
