import { AsyncResource } from 'node:async_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { type Callbacks, createCallbacks } from '../../../../src/agent/async/callbacks.js'
import { nowMs } from '../../../../src/system/clock.js'
import { canLeavePromisesOut } from '../../../../src/system/node-features.js'

let callbacks: Callbacks | undefined

afterEach(() => callbacks?.stop())

class ImageJob extends AsyncResource {}

describe('callbacks', () => {
  test('are timed one by one, a resource inside another only once', async () => {
    const { take, run } = await start()
    run(() => {
      work(8)
      new ImageJob('INNERJOB').runInAsyncScope(() => work(8))
    })
    run(() => {})
    const { count, spans } = take()
    expect(count).toBe(2)
    expect(spans).toHaveLength(1)
    expect(spans[0]).toMatchObject({ type: 'ImageJob' })
    expect(durationOf(spans[0])).toBeGreaterThanOrEqual(16)
  })

  test('of loophound itself do not count', async () => {
    const { take, run } = await start()
    run(() => {
      callbacks?.skip()
      work(8)
    })
    run(() => {})
    expect(take()).toMatchObject({ count: 1, spans: [] })
  })

  test('that throw are over, and do not hide those after them', async () => {
    const { take, run } = await start()
    expect(() =>
      run(() => {
        throw new Error('mine')
      }),
    ).toThrow('mine')
    run(() => work(8))
    expect(take()).toMatchObject({ count: 2, spans: [{ type: 'ImageJob' }] })
  })

  test('that still run, as when the process exits in one, are told as they are', async () => {
    const { run } = await start()
    const startMs = nowMs()
    run(() => {
      work(8)
      const { count, spans } = callbacks?.take({ startMs, endMs: nowMs() }, []) ?? { count: 0, spans: [] }
      expect({ count, types: spans.map(({ type }) => type) }).toEqual({ count: 1, types: ['ImageJob'] })
    })
  })

  test('of an iteration without a block are forgotten', async () => {
    const { take, run } = await start()
    run(() => work(8))
    callbacks?.rest()
    expect(take()).toMatchObject({ count: 0, spans: [] })
  })

  test('are timed no more once stopped', async () => {
    const { take, run } = await start()
    callbacks?.stop()
    run(() => {})
    expect(take()).toMatchObject({ count: 0 })
  })
})

describe('origins', () => {
  test('say where a timer was set, also of one that is gone by the end of its iteration', async () => {
    await start({ origins: true })
    const startMs = nowMs()
    await new Promise<void>(done => {
      setTimeout(function blockInTimer() {
        work(8)
        done()
      }, 1)
    })
    await nextTurn()
    const { origins = [], spans } = callbacks?.take({ startMs, endMs: nowMs() }, []) ?? { spans: [] }
    const timer = spans.find(({ type }) => type === 'Timeout')
    const [place] = origins.find(({ asyncId }) => asyncId === timer?.asyncId)?.stack ?? []
    expect(place).toMatchObject({ file: expect.stringContaining('callbacks.test.ts') })
  })

  test('leave the stack traces that the app has set up alone', async () => {
    await start({ origins: true })
    const before = { prepareStackTrace: Error.prepareStackTrace, stackTraceLimit: Error.stackTraceLimit }
    const startMs = nowMs()
    const job = new ImageJob('IMAGEJOB')
    job.runInAsyncScope(() => work(8))
    callbacks?.take({ startMs, endMs: nowMs() }, [job.asyncId()])
    expect({ prepareStackTrace: Error.prepareStackTrace, stackTraceLimit: Error.stackTraceLimit }).toEqual(before)
  })

  test('are kept of a bounded number', async () => {
    await start({ origins: true })
    const jobs = Array.from({ length: 10_100 }, () => new ImageJob('IMAGEJOB'))
    const ids = jobs.map(job => job.asyncId())
    const found = callbacks?.take({ startMs: 0, endMs: 1 }, ids).origins ?? []
    expect(found.length).toBeLessThanOrEqual(10_000)
    expect(found.at(-1)?.asyncId).toBe(ids.at(-1))
  })

  test('are not there unless they are wanted', async () => {
    const { take } = await start()
    expect(take()).not.toHaveProperty('origins')
  })
})

test('promises are hooked exactly where Node cannot leave them out', async () => {
  await start()
  const startMs = nowMs()
  await Promise.resolve()
  await Promise.resolve()
  const { jobCount = 0, hasPromises } = callbacks?.take({ startMs, endMs: nowMs() }, []) ?? {}
  expect(hasPromises).toBe(!canLeavePromisesOut())
  if (hasPromises) expect(jobCount).toBeGreaterThan(0)
})

/** Starts in a turn of its own, so that nothing of what came before is running. */
async function start({ origins = false } = {}) {
  await nextTurn()
  callbacks = createCallbacks({ origins })
  const startMs = nowMs()
  const run = (fn: () => void) => new ImageJob('IMAGEJOB').runInAsyncScope(fn)
  const take = () => callbacks?.take({ startMs, endMs: nowMs() }, []) ?? { count: -1, spans: [] }
  return { run, take }
}

function durationOf(span: { startMs: number; endMs: number } | undefined): number {
  return span ? span.endMs - span.startMs : 0
}

function work(durationMs: number): void {
  const endMs = nowMs() + durationMs
  while (nowMs() < endMs);
}
