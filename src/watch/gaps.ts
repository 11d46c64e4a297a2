import type { WatchdogGap } from '../model/evidence.js'
import { createThreadTime, readThreadId, type ThreadTime } from '../probes/thread-time.js'

/**
 * Remembers when the watchdog itself stood still: it asks to be woken every few milliseconds, and where it neither sleeps as asked, nor
 * computes, nor waits for a core, the whole process is stopped, or the machine sleeps. Where the system does not tell what a thread does,
 * only a sleep that was longer than asked counts.
 */
export interface Gaps {
  record(turn: Turn): void
  /** How much of the stretch lies in gaps; `undefined` when nothing does. */
  measure(startMs: number, endMs: number): WatchdogGap | undefined
}

/** The watchdog is awake. */
export interface Turn {
  atMs: number
  /** How long it had asked to sleep since the last one. */
  askedMs: number
  /** How much longer it slept. */
  overdueMs: number
}

/** Creates an empty memory of the calling thread. The argument is for tests. */
export function createGaps(threadTime: Pick<ThreadTime, 'read'> = createThreadTime(readThreadId())): Gaps {
  const gaps: { sure: Span; possible: Span }[] = []
  let last = { atMs: 0, usedMs: readUsedMs(threadTime) }
  return {
    record: ({ atMs, askedMs, overdueMs }) => {
      const usedMs = readUsedMs(threadTime)
      const stillMs = atMs - last.atMs - askedMs - ((usedMs ?? 0) - (last.usedMs ?? 0))
      const gapMs = last.atMs === 0 || usedMs === undefined ? overdueMs : stillMs
      const dueMs = atMs - Math.max(gapMs, overdueMs)
      const possible = { startMs: Math.min(last.atMs || dueMs, dueMs), endMs: atMs }
      if (gapMs >= SHORTEST_GAP_MS) gaps.push({ sure: { startMs: dueMs, endMs: dueMs + gapMs }, possible })
      if (gaps.length > MAX_GAPS) gaps.shift()
      last = { atMs, usedMs }
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

/** Time in which the thread had a core or waited for one. */
function readUsedMs(threadTime: Pick<ThreadTime, 'read'>): number | undefined {
  const times = threadTime.read()
  return times?.waitMs === undefined ? undefined : times.cpuMs + times.waitMs
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
