import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type ExecutorOptions, type RunOptions, readExecutorOptions } from '../../../src/executor/options.js'
import type { Pool } from '../../../src/executor/pool/workers.js'
import { createScheduler } from '../../../src/executor/scheduler.js'
import { createTally } from '../../../src/executor/summary.js'
import type { Outcome } from '../../../src/executor/task.js'

test('sets no limit to a task whose timeoutMs is Infinity', async () => {
  const { run, answer } = createRun({ timeoutMs: 1 })
  const task = run({ timeoutMs: Infinity })
  await sleep(20)
  answer({ ending: 'returned', value: 42, runMs: 0 })
  expect(await task).toBe(42)
})

test('tells as many of a free place as there are when one abort ends many tasks', async () => {
  const { run, scheduler } = createRun({ maxQueueLength: 2 })
  const abort = new AbortController()
  const tasks = [run(), run({ signal: abort.signal }), run({ signal: abort.signal })]
  const seekers = Array.from({ length: 5 }, async () => {
    await scheduler.room()
    tasks.push(run())
  })
  abort.abort()
  await sleep(0)
  expect(scheduler.readCounts()).toEqual({ queueLength: 2, runningCount: 1 })
  expect(tasks.length).toBe(5)
  await Promise.all(seekers.slice(0, 2))
})

test('tells those who wait for a place when there will be none any more', async () => {
  const { run, scheduler, answer } = createRun({ maxQueueLength: 0 })
  const task = run()
  const seeker = scheduler.room()
  const drained = scheduler.drain()
  await expect(seeker).rejects.toMatchObject({ code: 'ERR_LOOPHOUND_EXECUTOR_STOPPED' })
  answer({ ending: 'returned', value: 42, runMs: 0 })
  expect(await task).toBe(42)
  await drained
})

/** A scheduler with one worker, that ends its task when told to. */
function createRun(options: ExecutorOptions) {
  let answer: (outcome: Outcome) => void = () => {}
  const pool: Pool = {
    workerCount: 1,
    start: (_call, _options, onEnd) => {
      answer = onEnd
      return () => onEnd({ ending: 'lost', value: new Error('killed') })
    },
    stop: async () => {},
  }
  const scheduler = createScheduler(readExecutorOptions({ size: 1, ...options }), pool, createTally())
  const run = (options: RunOptions = {}) => {
    const ended = new Promise<unknown>((resolve, reject) => {
      scheduler.add({ call: { name: '', args: [] }, options, calledAtMs: 0, resolve, reject })
    })
    ended.catch(() => {})
    return ended
  }
  return { run, scheduler, answer: (outcome: Outcome) => answer(outcome) }
}
