/** Remembers when the watchdog itself did not run: it oversleeps that long only when the whole process stands still, or has no core. */
export interface Gaps {
  record(turn: { atMs: number; overdueMs: number }): void
  /** The longest gap's part that lies in the stretch, in ms; 0 without one. */
  findLongestMs(startMs: number, endMs: number): number
}

/** Creates an empty memory. */
export function createGaps(): Gaps {
  const gaps: { startMs: number; endMs: number }[] = []
  return {
    record: ({ atMs, overdueMs }) => {
      if (overdueMs >= SHORTEST_GAP_MS) gaps.push({ startMs: atMs - overdueMs, endMs: atMs })
      if (gaps.length > MAX_GAPS) gaps.shift()
    },
    findLongestMs: (startMs, endMs) =>
      Math.max(0, ...gaps.map(gap => Math.min(gap.endMs, endMs) - Math.max(gap.startMs, startMs))),
  }
}

/** The watchdog oversleeps some ms on any busy machine. */
const SHORTEST_GAP_MS = 20
/** More than fit between a block and its evidence. */
const MAX_GAPS = 256
