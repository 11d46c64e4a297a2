/** A stretch of time on the process-wide monotonic clock, in ms. */
export interface Interval {
  startMs: number
  endMs: number
}

/** How long it is, in ms. */
export function measureMs({ startMs, endMs }: Interval): number {
  return endMs - startMs
}

/** How long all of them are together, in ms. */
export function sumMs(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, interval) => sum + measureMs(interval), 0)
}

/** How much of an interval lies in others, in ms. Where those overlap it counts twice. */
export function measureSharedMs({ startMs, endMs }: Interval, others: readonly Interval[] = []): number {
  const shares = others.map(other => Math.min(other.endMs, endMs) - Math.max(other.startMs, startMs))
  return shares.reduce((sum, sharedMs) => sum + Math.max(0, sharedMs), 0)
}

/** Cuts intervals at the edges of others: no part lies in one of these with only a piece of itself. */
export function cutAt<T extends Interval>(intervals: readonly T[], others: readonly Interval[]): T[] {
  if (others.length === 0) return [...intervals]
  const edgesMs = [...new Set(others.flatMap(({ startMs, endMs }) => [startMs, endMs]))].sort((a, b) => a - b)
  return intervals.flatMap(interval => {
    const startsMs = [interval.startMs, ...edgesMs.filter(ms => ms > interval.startMs && ms < interval.endMs)]
    return startsMs.map((startMs, index) => ({ ...interval, startMs, endMs: startsMs[index + 1] ?? interval.endMs }))
  })
}

/** Of intervals in order of time that do not overlap, the one that a moment lies in; a moment between two is the later one's. */
export function findAt<T extends Interval>(intervals: readonly T[], atMs: number): T | undefined {
  return intervals.find(({ startMs, endMs }) => atMs >= startMs && atMs < endMs)
}
