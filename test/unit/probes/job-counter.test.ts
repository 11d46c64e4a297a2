import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { RawFrame } from '../../../src/model/frame.js'
import { createJobCounter } from '../../../src/probes/job-counter.js'

const JOB = [createFrame('job', '/app/server.js')]
const TIMER = [createFrame('job', '/app/server.js'), createFrame('listOnTimeout', 'node:internal/timers')]
const TICK = [
  createFrame('job', '/app/server.js'),
  createFrame('processTicksAndRejections', 'node:internal/process/task_queues'),
]

test('counts once the microtask that was marked is over', async () => {
  const jobs = createJobCounter()
  jobs.mark(JOB)
  jobs.mark(JOB)
  expect(jobs.count).toBe(0)
  await Promise.resolve()
  expect(jobs.count).toBe(1)
})

test('touches nothing of the tick queue, which an interrupt could wreck', async () => {
  const jobs = createJobCounter()
  const { nextTick } = process
  let tickCount = 0
  process.nextTick = () => {
    tickCount += 1
  }
  jobs.mark(TICK)
  process.nextTick = nextTick
  await nextTurn()
  expect({ tickCount, count: jobs.count }).toEqual({ tickCount: 0, count: 1 })
})

test('counts again after the next mark', async () => {
  const jobs = createJobCounter()
  jobs.mark(JOB)
  await nextTurn()
  jobs.mark(JOB)
  await nextTurn()
  expect(jobs.count).toBe(2)
})

test.each<[string, RawFrame[]]>([
  ['a timer', TIMER],
  ['an empty stack', []],
  ['functions that only wait for it', [{ ...createFrame('waiter', '/app/server.js'), async: true }]],
])('leaves no mark in %s', async (_what, stack) => {
  const jobs = createJobCounter()
  jobs.mark(stack)
  await nextTurn()
  expect(jobs.count).toBe(0)
})

function createFrame(name: string, file: string): RawFrame {
  return { function: name, typeName: null, file, line: 1, column: 1 }
}
