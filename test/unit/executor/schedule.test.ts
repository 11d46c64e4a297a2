import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Crew, Outcome } from '../../../src/executor/crew.js'
import { type ExecutorOptions, readExecutorOptions } from '../../../src/executor/executor-options.js'
import { createTally } from '../../../src/executor/executor-summary.js'
import type { RunOptions } from '../../../src/executor/run-options.js'
import { createSchedule } from '../../../src/executor/schedule.js'
import { createTask } from '../../../src/executor/task.js'

test('sets no limit to a task whose timeoutMs is Infinity', async () => {
  const { run, answer } = createRun({ timeoutMs: 1 })
  const task = run({ timeoutMs: Infinity })
  await sleep(20)
  answer([42, 0])
  expect(await task).toBe(42)
})

test('tells as many of a free place as there are when one abort ends many tasks', async () => {
  const { run, schedule } = createRun({ maxQueueLength: 2 })
  const abort = new AbortController()
  const tasks = [run(), run({ signal: abort.signal }), run({ signal: abort.signal })]
  const seekers = Array.from({ length: 5 }, async () => {
    await schedule.room()
    tasks.push(run())
  })
  abort.abort()
  await sleep(0)
  expect(schedule.readCounts()).toEqual({ queueLength: 2, runningCount: 1 })
  expect(tasks.length).toBe(5)
  await Promise.all(seekers.slice(0, 2))
})

/** A schedule with one worker, that ends its task when told to. */
function createRun(options: ExecutorOptions) {
  let answer: (outcome: Outcome) => void = () => {}
  const crew: Crew = {
    workerCount: 1,
    start: (_call, _options, onEnd) => {
      answer = onEnd
      return { transfer: undefined, on: undefined }
    },
    kill: () => answer({ lost: 'killed', cause: undefined }),
    keepAlive: () => {},
    stop: async () => {},
  }
  const schedule = createSchedule(readExecutorOptions({ size: 1, ...options }), crew, createTally())
  const run = (options: RunOptions = {}) => {
    const ended = new Promise<unknown>((resolve, reject) => {
      schedule.admit(createTask({ method: 'callSource', params: ['', []] }, options, resolve, reject))
    })
    ended.catch(() => {})
    return ended
  }
  return { run, schedule, answer: (outcome: Outcome) => answer(outcome) }
}
