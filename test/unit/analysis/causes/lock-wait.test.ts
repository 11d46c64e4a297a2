import { describe, expect, test } from 'vitest'
import { createSample, createSamples, foreign, own, summarize } from '../fake-evidence.js'

describe('a thread that sleeps', () => {
  const late = [createSample(290, [own('next')], { postedAtMs: 1020 })]

  test('in native code waits for somebody', () => {
    expect(summarize(300, late, { threadTime: { cpuMs: 8, waitMs: 2 } })).toMatchObject({
      cause: 'sync-wait',
      confidence: 'after-native',
      why: 'The thread slept for 290 ms, using no core and waiting for none: for a lock, a device or another process.',
      time: { sleepMs: 290 },
    })
  })

  test('in WebAssembly takes interrupts, and waits all the same', () => {
    const asleep = createSamples(300, [own('takeLock')])
    expect(summarize(300, asleep, { threadTime: { cpuMs: 20, waitMs: 2 } })).toMatchObject({
      cause: 'sync-wait',
      confidence: 'exact',
      culprit: { function: 'takeLock' },
    })
  })

  test('in nobody’s code is told with doubt: the lock may be of V8 or Node, and its owner without a core', () => {
    const asleep = createSamples(60, [foreign('processImmediate', 'node:internal/timers')])
    expect(summarize(60, asleep, { threadTime: { cpuMs: 1, waitMs: 3 } })).toMatchObject({
      cause: 'sync-wait',
      confidence: 'likely',
    })
  })

  test('has no more said of it where the system does not tell both times', () => {
    expect(summarize(300, late).cause).toBe('native')
    const block = summarize(300, late, { threadTime: { cpuMs: 8 } })
    expect(block).toMatchObject({ cause: 'native', time: { cpuMs: 8 } })
    expect(block.time).not.toHaveProperty('sleepMs')
    expect(block.time).not.toHaveProperty('waitMs')
  })

  test('is no wait when it computed', () => {
    expect(summarize(300, late, { threadTime: { cpuMs: 280, waitMs: 2 } }).cause).toBe('native')
  })
})
