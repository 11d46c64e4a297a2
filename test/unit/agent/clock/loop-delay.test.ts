import { createHistogram, type IntervalHistogram, type monitorEventLoopDelay } from 'node:perf_hooks'
import { describe, expect, test } from 'vitest'
import { createDelay, type Delay, summarizeDelay } from '../../../../src/agent/clock/loop-delay.js'
import { mergeDelays } from '../../../../src/analysis/merge-delays.js'

/** A monitor of which the test says what its timer sees. */
function createMonitor() {
  const histogram = createHistogram({ lowest: 1, highest: 3.6e12, figures: 3 })
  const log: unknown[] = []
  const monitor: typeof monitorEventLoopDelay = options => {
    log.push(options)
    return Object.assign(histogram, {
      enable: () => log.push('enable') > 0,
      disable: () => log.push('disable') > 0,
      reset: () => void log.push('reset'),
    }) as unknown as IntervalHistogram
  }
  const see = (intervalMs: number, count = 1) => {
    for (let index = 0; index < count; index += 1) histogram.record(Math.round(intervalMs * 1e6))
  }
  return { monitor, log, see }
}

const summarize = (delay: Delay) => summarizeDelay([delay.read()])

describe('createDelay', () => {
  test('reads 0 before anything was seen', () => {
    const { monitor } = createMonitor()
    const { hdr, ...summary } = summarize(createDelay({ monitor }))
    expect(summary).toEqual({ p50Ms: 0, p90Ms: 0, p99Ms: 0, p999Ms: 0, maxMs: 0 })
    expect(mergeDelays([hdr]).maxMs).toBe(0)
  })

  test('takes the interval of the timer off', () => {
    const { monitor, see } = createMonitor()
    const delay = createDelay({ monitor, resolutionMs: 20 })
    see(20, 100)
    see(120)
    expect(summarize(delay).p50Ms).toBeCloseTo(0, 1)
    expect(summarize(delay).maxMs).toBeCloseTo(100, 0)
  })

  test('tells of blocks of 200 ms every 300 ms what arithmetic tells', () => {
    const { monitor, see } = createMonitor()
    const delay = createDelay({ monitor })
    see(10, 9 * 100)
    see(210, 100)
    const { p50Ms, p90Ms, p99Ms, p999Ms, maxMs } = summarize(delay)
    // The native histogram keeps three digits: 210 ms may be 210.2.
    expect(Math.abs(p50Ms - 50)).toBeLessThan(1)
    expect(Math.abs(p90Ms - 170)).toBeLessThan(1)
    expect(Math.abs(p99Ms - 197)).toBeLessThan(1)
    expect(Math.abs(p999Ms - 199.7)).toBeLessThan(1)
    expect(Math.abs(maxMs - 200)).toBeLessThan(1)
  })

  test('never has a percentile above the longest delay', () => {
    const { monitor, see } = createMonitor()
    const delay = createDelay({ monitor })
    see(63.7)
    const { p50Ms, p90Ms, p99Ms, p999Ms, maxMs } = summarize(delay)
    expect([p50Ms, p90Ms, p99Ms, p999Ms, maxMs]).toEqual([p50Ms, p90Ms, p99Ms, p999Ms, maxMs].sort((a, b) => a - b))
  })

  test('merges by its encoded form', () => {
    const idle = createMonitor()
    const busy = createMonitor()
    const delays = [createDelay(idle), createDelay(busy)]
    // Two threads for as long; one of them is late by 100 ms about half of the time.
    idle.see(10, 2100)
    busy.see(10, 1000)
    busy.see(110, 100)
    const merged = mergeDelays(delays.map(delay => summarize(delay).hdr))
    expect(merged.p50Ms).toBeCloseTo(0, 1)
    // P(wait > x) = 10/42 (1 - x/100): of 42 s, 10 s were late.
    expect(Math.abs(merged.p90Ms - 58)).toBeLessThan(1)
    expect(Math.abs(merged.maxMs - 100)).toBeLessThan(1)
  })

  test('starts at once, never resets and stops', () => {
    const { monitor, log } = createMonitor()
    const delay = createDelay({ monitor })
    delay.read()
    delay.read()
    delay.stop()
    expect(log).toEqual([{ resolution: 10 }, 'enable', 'disable'])
  })
})

describe('an interval', () => {
  test('takes the place of what the timer saw of it', () => {
    const { monitor, see } = createMonitor()
    const delay = createDelay({ monitor, resolutionMs: 20 })
    see(20, 100)
    // The timer had waited for 5 ms already when the block began.
    see(115)
    delay.add(100)
    const { samples } = delay.read()
    expect(samples.reduce((sum, { count }) => sum + count, 0)).toBe(101)
    expect(samples.at(-1)).toEqual({ intervalMs: 120, count: 1 })
    expect(summarize(delay).maxMs).toBe(100)
  })

  test('leaves what the timer saw of another: one shorter, and one longer than it can have made', () => {
    const { monitor, see } = createMonitor()
    const delay = createDelay({ monitor })
    see(90)
    see(300)
    delay.add(100)
    expect(delay.read().samples.map(({ intervalMs }) => Math.round(intervalMs))).toEqual([90, 110, 300])
  })

  test('takes the place of as many as there were of its length', () => {
    const { monitor, see } = createMonitor()
    const delay = createDelay({ monitor })
    see(105, 3)
    delay.add(100)
    delay.add(100)
    expect(delay.read().samples.reduce((sum, { count }) => sum + count, 0)).toBe(3)
    expect(delay.read().samples.at(-1)).toEqual({ intervalMs: 110, count: 2 })
  })

  test('counts when the timer never fired, and is the longest delay whatever the timer saw of it', () => {
    for (const seenMs of [undefined, 93, 180, 189.9, 197]) {
      const { monitor, see } = createMonitor()
      const delay = createDelay({ monitor })
      if (seenMs !== undefined) see(seenMs)
      delay.add(187.300_4)
      expect(summarize(delay).maxMs).toBeGreaterThanOrEqual(187.300_4)
      expect(summarize(delay).maxMs).toBeLessThan(187.31)
    }
  })

  test('is counted once, however often it is read', () => {
    const { monitor, see } = createMonitor()
    const delay = createDelay({ monitor })
    see(105)
    delay.add(100)
    expect(delay.read()).toEqual(delay.read())
  })
})

describe('summarizeDelay', () => {
  test('takes several readings together', () => {
    const [quiet, busy] = [createMonitor(), createMonitor()]
    const delays = [quiet, busy].map(({ monitor }) => createDelay({ monitor }))
    quiet.see(10, 2100)
    busy.see(10, 1000)
    busy.see(110, 100)
    const summary = summarizeDelay(delays.map(delay => delay.read()))
    expect(summary.p50Ms).toBeCloseTo(0, 1)
    expect(Math.abs(summary.p90Ms - 58)).toBeLessThan(1)
    expect(Math.abs(summary.maxMs - 100)).toBeLessThan(1)
  })

  test('is all 0 of no reading', () => {
    expect(summarizeDelay([])).toMatchObject({ p50Ms: 0, p999Ms: 0, maxMs: 0 })
  })
})
