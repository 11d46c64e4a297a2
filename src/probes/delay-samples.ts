import type { DelaySample } from '../model/delay.js'

/** The part of a native histogram that is read. */
export interface NativeHistogram {
  readonly count: number
  /** Value that `percentile` % of all values do not exceed, in ns. */
  percentile(percentile: number): number
}

/**
 * Reads a native histogram, shortest interval first. It has no list of its values, so it is asked for ranks: the ranks between two are
 * asked for only while their values are further apart than {@link isClose} allows. At most a few hundred questions of 15 µs.
 */
export function readDelaySamples(histogram: NativeHistogram): DelaySample[] {
  const { count } = histogram
  if (count === 0) return []
  const readMs = (rank: number): number => histogram.percentile((100 * rank) / count) / 1e6
  const samples: DelaySample[] = [{ intervalMs: readMs(1), count: 1 }]
  // Ranks above `low` up to `high` are still to be told.
  const pending = [{ low: 1, lowMs: readMs(1), high: count, highMs: readMs(count) }]
  for (let range = pending.pop(); range !== undefined; range = pending.pop()) {
    const { low, lowMs, high, highMs } = range
    if (high === low) continue
    if (high - low === 1 || isClose(lowMs, highMs)) {
      samples.push({ intervalMs: highMs, count: high - low })
      continue
    }
    const middle = Math.floor((low + high) / 2)
    const middleMs = readMs(middle)
    pending.push({ low: middle, lowMs: middleMs, high, highMs }, { low, lowMs, high: middle, highMs: middleMs })
  }
  return samples
}

/** Within 2 % or 0.1 ms. */
function isClose(lowMs: number, highMs: number): boolean {
  return highMs - lowMs <= Math.max(0.1, highMs * 0.02)
}
