import { describe, expect, test } from 'vitest'
import { measureJudgedMs } from '../../../../src/gate/limits.js'
import { createSample, createSamples, foreign, own, summarize } from '../fake-evidence.js'

describe('the machine’s fault', () => {
  const samples = createSamples(100, [own('loop')])
  /** The watchdog stood still from 25 ms after the start of the block on. */
  const gap = (durationMs: number) => {
    return { leastMs: durationMs, mostMs: durationMs, spans: [{ startMs: 1025, endMs: 1025 + durationMs }] }
  }

  test('is starved when less than the threshold is left without the wait for a core', () => {
    const block = summarize(100, samples, { threadTime: { cpuMs: 49, waitMs: 51 } })
    expect(block).toMatchObject({ cause: 'starved', culprit: { function: 'loop' } })
    expect(block.why).toBe(
      "Not the code's fault: the thread waited for a core for 51 of 100 ms while other work had them all.",
    )
    expect(block.remedy).toBeUndefined()
  })

  test('is that of Node.js when less than the threshold is left without the loading of its builtin modules', () => {
    const loader = foreign('compileForInternalLoader', 'node:internal/bootstrap/realm')
    const stack = [foreign('lib/global.js', 'node:internal/deps/undici/undici'), loader, own('report')]
    const seen = (loadingMs: number) => [
      ...createSamples(loadingMs, stack),
      ...createSamples(80 - loadingMs, [own('report')]),
    ]
    const block = summarize(80, seen(40))
    expect(block).toMatchObject({ cause: 'builtin-load', culprit: { function: 'report' } })
    expect(block.why).toBe('Node.js loaded builtin modules for 40 of 80 ms, which it does once in a process.')
    expect(summarize(80, seen(10)).cause).toBe('javascript')
  })

  test('is not starved when the threshold is left', () => {
    expect(summarize(100, samples, { threadTime: { cpuMs: 50, waitMs: 50 } }).cause).toBe('javascript')
  })

  test('is starved when the thread slept for its helpers, which had no core either', () => {
    const threadTime = { cpuMs: 25, waitMs: 230 }
    const gc = { totalMs: 37, count: 1, pauses: [{ startMs: 1050, endMs: 1087 }] }
    expect(summarize(290, samples, { threadTime, gc }).cause).toBe('starved')
    expect(summarize(290, [], { threadTime }).cause).toBe('starved')
    expect(summarize(290, samples, { threadTime: { cpuMs: 25, waitMs: 100 }, gc }).cause).not.toBe('starved')
  })

  test('is starved when the thread slept as much for its helpers as it fared itself', () => {
    // Measured beside three busy programs on two cores.
    const collecting = {
      totalMs: 88,
      count: 2,
      pauses: [
        { startMs: 1002, endMs: 1009 },
        { startMs: 1034, endMs: 1115 },
      ],
    }
    const starving = { threadTime: { cpuMs: 10.5, waitMs: 28 }, gc: collecting }
    expect(summarize(115.8, samples, starving).cause).toBe('starved')
    const fed = { threadTime: { cpuMs: 33.5, waitMs: 5 }, gc: collecting }
    expect(summarize(115.8, samples, fed).cause).toBe('gc')
  })

  test('is not starved when nobody saw what the thread slept in, and it hardly waited for a core', () => {
    for (const unseen of [[], createSamples(400, [])]) {
      expect(summarize(400, unseen, { threadTime: { cpuMs: 1, waitMs: 25 } }).cause).not.toBe('starved')
      expect(summarize(1000, unseen, { threadTime: { cpuMs: 0.3, waitMs: 8 } }).cause).not.toBe('starved')
    }
  })

  test('is starved when the thread slept in a call that computes, not in one that sleeps by itself', () => {
    const threadTime = { cpuMs: 10.8, waitMs: 31.1 }
    const computing = createSamples(88, [foreign('pbkdf2Sync', 'node:internal/crypto/pbkdf2'), own('sign')])
    expect(summarize(88.9, computing, { threadTime }).cause).toBe('starved')
    expect(summarize(88.9, computing, { threadTime: { cpuMs: 82, waitMs: 5 } }).cause).toBe('crypto')
    const reading = createSamples(88, [foreign('readFileSync', 'node:fs'), own('load')])
    expect(summarize(88.9, reading, { threadTime }).cause).toBe('file-system')
  })

  test('is starved when JavaScript slept for a quarter of its wait for a core or less, but not for a call that sleeps', () => {
    const threadTime = { cpuMs: 32, waitMs: 190 }
    expect(summarize(250, samples, { threadTime }).cause).toBe('starved')
    expect(summarize(300, samples, { threadTime }).cause).not.toBe('starved')
    const calls = createSamples(250, [foreign('execSync', 'node:child_process'), own('loop')])
    expect(summarize(250, calls, { threadTime }).cause).toBe('child-process')
  })

  test('is suspended when the watchdog stood still, too', () => {
    expect(summarize(100, samples, { watchdogGap: gap(51) }).cause).toBe('suspended')
    expect(summarize(100, samples, { watchdogGap: gap(50) }).cause).toBe('javascript')
  })

  test('tells a real block with a stop in it as what it is, without the time of the stop', () => {
    const block = summarize(2300, samples, {
      watchdogGap: gap(2000),
      threadTime: { cpuMs: 290, waitMs: 4 },
    })
    expect(block).toMatchObject({ cause: 'javascript', time: { pausedMs: 2000, sleepMs: 6 } })
    expect(measureJudgedMs(block)).toBe(296)
  })

  test('blames what ran, not what the stop happened in, and takes the stop for no native call', () => {
    const before = createSamples(20, [own('brief')], { postedAtMs: 1019.6 })
    const stopped = createSample(2030, [own('brief')], { postedAtMs: 1024 })
    const after = Array.from({ length: 26 }, (_, index) => createSample(2040 + index * 10, [own('long')]))
    const block = summarize(2300, [...before, stopped, ...after], {
      watchdogGap: gap(2000),
      threadTime: { cpuMs: 290, waitMs: 4 },
    })
    expect(block).toMatchObject({ cause: 'javascript', confidence: 'exact', culprit: { function: 'long' } })
    expect(block.why).toBe("long's own code took 270 of 300 ms (90 %).")
  })

  test('counts what the thread slept between the surest and the longest gap', () => {
    const watchdogGap = { ...gap(1925), mostMs: 2040 }
    const known = summarize(2154, samples, { watchdogGap, threadTime: { cpuMs: 21, waitMs: 125 } })
    expect(known).toMatchObject({ cause: 'suspended', time: { pausedMs: 2008 } })
    const partly = summarize(2154, samples, { watchdogGap, threadTime: { cpuMs: 21 } })
    expect(partly).toMatchObject({ cause: 'javascript', time: { pausedMs: 1925 } })
  })

  test('is not suspended while the thread used a core or waited for one, whatever the watchdog says', () => {
    const block = summarize(100, samples, {
      watchdogGap: gap(90),
      threadTime: { cpuMs: 70, waitMs: 20 },
    })
    expect(block).toMatchObject({ cause: 'javascript', time: { pausedMs: 10 } })
  })

  test('is what took most, when only both together leave less than the threshold', () => {
    const times = { watchdogGap: gap(40), threadTime: { cpuMs: 40, waitMs: 20 } }
    expect(summarize(100, samples, times).cause).toBe('suspended')
    expect(summarize(100, samples, { watchdogGap: gap(20), threadTime: { cpuMs: 40, waitMs: 40 } }).cause).toBe(
      'starved',
    )
  })
})
