import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createMicrotaskCounter } from '../../../../src/agent/stacks/microtask-counter.js'
import type { RawFrame } from '../../../../src/model/frame.js'

const OWN = createFrame('job', '/app/server.js')
const JOB = [OWN]
const TICK = [OWN, createFrame('processTicksAndRejections', 'node:internal/process/task_queues')]
const TIMER = [OWN, createFrame('listOnTimeout', 'node:internal/timers')]

test('counts once the microtask that was marked is over', async () => {
  const jobs = createMicrotaskCounter()
  jobs.observe(JOB)
  expect(jobs.observe(JOB)).toBe(0)
  await Promise.resolve()
  expect(jobs.observe(JOB)).toBe(1)
})

test('touches nothing of the tick queue, which an interrupt could wreck', async () => {
  const jobs = createMicrotaskCounter()
  const { nextTick } = process
  let tickCount = 0
  process.nextTick = () => {
    tickCount += 1
  }
  jobs.observe(TICK)
  process.nextTick = nextTick
  await nextTurn()
  expect({ tickCount, count: jobs.count }).toEqual({ tickCount: 0, count: 1 })
})

test('counts again after the next mark', async () => {
  const jobs = createMicrotaskCounter()
  jobs.observe(JOB)
  await nextTurn()
  jobs.observe(JOB)
  await nextTurn()
  expect(jobs.count).toBe(2)
})

test.each<[string, RawFrame[]]>([
  ['a timer', TIMER],
  ['an empty stack', []],
  ['functions that only wait for it', [{ ...OWN, async: true }]],
])('leaves no mark in %s', async (_what, stack) => {
  const context = createContexts()
  const jobs = createMicrotaskCounter(context)
  jobs.observe(stack)
  await nextTurn()
  expect(jobs.count).toBe(0)
  expect(context.entered).toEqual([])
})

describe('where the context of a job can be seen', () => {
  test('tells jobs that were queued at once by the token that one has and the next has not', () => {
    const context = createContexts()
    const jobs = createMicrotaskCounter(context)
    const seen = ['a', 'a', 'b', 'b', 'c'].map(job => {
      context.job = job
      return jobs.observe(JOB)
    })
    expect(seen).toEqual([0, 0, 1, 1, 2])
    expect(context.entered).toEqual([1, 2, 3])
  })

  test.each<[string, RawFrame[]]>([
    ['Node calls back, which may have set a context', [OWN, createFrame('run', 'node:async_hooks'), OWN]],
    ['only Node runs', [createFrame('emit', 'node:events'), ...TICK.slice(1)]],
  ])('trusts no context while %s', (_what, stack) => {
    const context = createContexts()
    const jobs = createMicrotaskCounter(context)
    jobs.observe(JOB)
    context.job = 'b'
    expect(jobs.observe(stack)).toBe(0)
    expect(jobs.observe(JOB)).toBe(0)
  })

  test('looks past what Node and V8 run for the job, and what runs the job', () => {
    const context = createContexts()
    const jobs = createMicrotaskCounter(context)
    const stack = [{ ...createFrame('sort', ''), file: null }, createFrame('now', 'node:perf_hooks'), ...TICK]
    jobs.observe(stack)
    context.job = 'b'
    expect(jobs.observe(stack)).toBe(1)
  })
})

/** The async contexts of several jobs, of which one is running. */
function createContexts() {
  const tokens = new Map<string, number>()
  const contexts = {
    job: 'a',
    entered: [] as number[],
    getStore: () => tokens.get(contexts.job),
    enterWith: (token: number) => {
      tokens.set(contexts.job, token)
      contexts.entered.push(token)
    },
  }
  return contexts
}

function createFrame(name: string, file: string): RawFrame {
  return { function: name, typeName: null, file, line: 1, column: 1 }
}
