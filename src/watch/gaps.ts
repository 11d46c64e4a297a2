import type { WatchdogGap } from '../model/evidence.js'
import { createThreadTime, readThreadId, type ThreadTime } from '../probes/thread-time.js'

/**
 * Remembers when the watchdog itself stood still: it asks to be woken every few milliseconds, and sleeps longer only when the whole process
 * is stopped, the machine sleeps, or no core is free. The last is told by the watchdog's own wait for a core, and is no gap.
 */
export interface Gaps {
  record(turn: { atMs: number; overdueMs: number }): void
  /** How much of the stretch lies in gaps; `undefined` when nothing does. */
  measure(startMs: number, endMs: number): WatchdogGap | undefined
}

/** Creates an empty memory of the calling thread. The argument is for tests. */
export function createGaps(threadTime: Pick<ThreadTime, 'read'> = createThreadTime(readThreadId())): Gaps {
  const gaps: { sure: Span; possible: Span }[] = []
  const readWaitMs = () => threadTime.read()?.waitMs ?? 0
  let last = { atMs: 0, waitMs: readWaitMs() }
  return {
    record: ({ atMs, overdueMs }) => {
      const waitMs = readWaitMs()
      const gapMs = overdueMs - (waitMs - last.waitMs)
      const dueMs = atMs - overdueMs
      const possible = { startMs: Math.min(last.atMs || dueMs, dueMs), endMs: atMs }
      if (gapMs >= SHORTEST_GAP_MS) gaps.push({ sure: { startMs: dueMs, endMs: dueMs + gapMs }, possible })
      if (gaps.length > MAX_GAPS) gaps.shift()
      last = { atMs, waitMs }
    },
    measure: (startMs, endMs) => {
      const stretch = { startMs, endMs }
      const spans = gaps.map(({ sure }) => sure).filter(sure => measureSharedMs(sure, stretch) > 0)
      const leastMs = sumMs(spans.map(sure => measureSharedMs(sure, stretch)))
      const mostMs = sumMs(gaps.map(({ possible }) => measureSharedMs(possible, stretch)))
      return leastMs > 0 ? { leastMs, mostMs, spans } : undefined
    },
  }
}

/** Timers have a grain, and where nobody tells the wait for a core, a busy machine looks like a short stop. */
const SHORTEST_GAP_MS = 20
/** More than fit between a block and its evidence. */
const MAX_GAPS = 256

interface Span {
  startMs: number
  endMs: number
}

function measureSharedMs(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs))
}

function sumMs(numbersMs: number[]): number {
  return numbersMs.reduce((sum, ms) => sum + ms, 0)
}
