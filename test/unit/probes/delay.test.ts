import { createHistogram, type IntervalHistogram, type monitorEventLoopDelay } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { mergeDelays } from '../../../src/analysis/merge-delays.js'
import { createDelay } from '../../../src/probes/delay.js'

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

describe('createDelay', () => {
  it('reads 0 before anything was seen', () => {
    const { monitor } = createMonitor()
    const { hdr, ...summary } = createDelay({ monitor }).read()
    expect(summary).toEqual({ p50Ms: 0, p90Ms: 0, p99Ms: 0, p999Ms: 0, maxMs: 0 })
    expect(mergeDelays([hdr]).maxMs).toBe(0)
  })

  it('takes the interval of the timer off', () => {
    const { monitor, see } = createMonitor()
    const delay = createDelay({ monitor, resolutionMs: 20 })
    see(20, 100)
    see(120)
    expect(delay.read().p50Ms).toBeCloseTo(0, 1)
    expect(delay.read().maxMs).toBeCloseTo(100, 0)
  })

  it('tells of blocks of 200 ms every 300 ms what arithmetic tells', () => {
    const { monitor, see } = createMonitor()
    const delay = createDelay({ monitor })
    see(10, 9 * 100)
    see(210, 100)
    const { p50Ms, p90Ms, p99Ms, p999Ms, maxMs } = delay.read()
    // The native histogram keeps three digits: 210 ms may be 210.2.
    expect(Math.abs(p50Ms - 50)).toBeLessThan(1)
    expect(Math.abs(p90Ms - 170)).toBeLessThan(1)
    expect(Math.abs(p99Ms - 197)).toBeLessThan(1)
    expect(Math.abs(p999Ms - 199.7)).toBeLessThan(1)
    expect(Math.abs(maxMs - 200)).toBeLessThan(1)
  })

  it('never has a percentile above the longest delay', () => {
    const { monitor, see } = createMonitor()
    const delay = createDelay({ monitor })
    see(63.7)
    const { p50Ms, p90Ms, p99Ms, p999Ms, maxMs } = delay.read()
    expect([p50Ms, p90Ms, p99Ms, p999Ms, maxMs]).toEqual([p50Ms, p90Ms, p99Ms, p999Ms, maxMs].sort((a, b) => a - b))
  })

  it('merges by its encoded form', () => {
    const idle = createMonitor()
    const busy = createMonitor()
    const delays = [createDelay(idle), createDelay(busy)]
    // Two threads for as long; one of them is late by 100 ms about half of the time.
    idle.see(10, 2100)
    busy.see(10, 1000)
    busy.see(110, 100)
    const merged = mergeDelays(delays.map(delay => delay.read().hdr))
    expect(merged.p50Ms).toBeCloseTo(0, 1)
    // P(wait > x) = 10/42 (1 - x/100): of 42 s, 10 s were late.
    expect(Math.abs(merged.p90Ms - 58)).toBeLessThan(1)
    expect(Math.abs(merged.maxMs - 100)).toBeLessThan(1)
  })

  it('starts at once, never resets and stops', () => {
    const { monitor, log } = createMonitor()
    const delay = createDelay({ monitor })
    delay.read()
    delay.read()
    delay.stop()
    expect(log).toEqual([{ resolution: 10 }, 'enable', 'disable'])
  })
})
