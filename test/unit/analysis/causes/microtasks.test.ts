import { describe, expect, test } from 'vitest'
import { createSample, createSamples, own, summarize } from '../fake-evidence.js'

describe('many jobs of one callback', () => {
  test('are microtasks when they are jobs of one callback', () => {
    const jobs = Array.from({ length: 9 }, (_, job) => createSample(20 + job * 10, [own('storm')], { asyncId: 0, job }))
    expect(summarize(110, jobs)).toMatchObject({
      cause: 'microtasks',
      callback: { type: 'PROMISE', count: 1 },
      why: '9 promise jobs or ticks were seen in 9 samples, one after another without a turn of the loop, none of them over 50 ms.',
    })
  })

  test('are no microtasks when one job is long enough by itself', () => {
    const job = createSamples(110, [own('inner')], { asyncId: 0, job: 3 })
    expect(summarize(110, job).cause).toBe('javascript')
  })
})
