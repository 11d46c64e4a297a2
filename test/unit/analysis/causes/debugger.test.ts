import { describe, expect, test } from 'vitest'
import { measureJudgedMs } from '../../../../src/gate/limits.js'
import { createSample, createSamples, foreign, own, summarize } from '../fake-evidence.js'

describe('a thread that a debugger may hold', () => {
  test('is a debugger when the thread took every interrupt and used no core', () => {
    const block = summarize(1000, createSamples(1000, [own('loop')]), {
      inspected: true,
      threadTime: { cpuMs: 15, waitMs: 5 },
    })
    expect(block).toMatchObject({
      cause: 'debugger',
      culprit: { function: 'loop' },
      why: "Not the code's fault: a debugger held the thread for 980 of 1000 ms.",
      time: { pausedMs: 980 },
    })
  })

  test('is no debugger without an inspector that listens, nor when the times of the thread are unknown', () => {
    const threadTime = { cpuMs: 15, waitMs: 5 }
    expect(summarize(1000, createSamples(1000, [own('loop')]), { threadTime }).cause).toBe('sync-wait')
    expect(summarize(1000, createSamples(1000, [own('loop')]), { inspected: true }).cause).toBe('javascript')
  })

  test('is no debugger when the thread took no interrupt, or slept in a call', () => {
    const slept = { inspected: true, threadTime: { cpuMs: 5, waitMs: 1 } } as const
    const afterNative = [createSample(290, [own('next')], { postedAtMs: 1020 })]
    const calls = createSamples(300, [foreign('readSync', 'node:fs'), own('poll')])
    expect(summarize(300, afterNative, slept).cause).toBe('sync-wait')
    expect(summarize(300, calls, slept).cause).toBe('file-system')
  })

  test('is a debugger though the first interrupt was served late', () => {
    const late = createSample(90, [own('loop')], { postedAtMs: 1020 })
    const held = createSamples(1000, [own('loop')]).filter(({ atMs }) => atMs > 1100)
    const threadTime = { cpuMs: 15, waitMs: 5 }
    expect(summarize(1000, [late, ...held], { inspected: true, threadTime }).cause).toBe('debugger')
  })

  test("is a debugger that attaches when the thread works and nobody's code is on the stack", () => {
    const threadTime = { cpuMs: 55, waitMs: 2 }
    const attaching = [createSample(71, [], { postedAtMs: 1051 })]
    expect(summarize(72, attaching, { inspected: true, threadTime }).cause).toBe('debugger')
    expect(summarize(72, attaching, { threadTime }).cause).toBe('native')
    expect(summarize(72, [createSample(71, [own('loop')])], { inspected: true, threadTime }).cause).toBe('javascript')
  })

  test('leaves what the code did besides', () => {
    const block = summarize(1000, createSamples(1000, [own('loop')]), {
      inspected: true,
      threadTime: { cpuMs: 300, waitMs: 0 },
    })
    expect(block.cause).toBe('javascript')
    expect(measureJudgedMs(block)).toBe(300)
  })
})
