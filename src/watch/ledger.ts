import type { Evidence } from '../model/evidence.js'
import type { ThreadTime } from '../probes/thread-time.js'

/** What the watchdog notes at each look: the watched thread's CPU time and run-queue wait, and its own oversleeping. */
export interface Ledger {
  record(turn: { atMs: number; overdueMs: number; isLate: boolean }): void
  /** The part of the evidence that covers a stretch, which ended just now. */
  read(startMs: number, endMs: number): Pick<Evidence, 'threadTime' | 'watchdogGapMs'>
}

/** Creates an empty ledger. */
export function createLedger(threadTime: Pick<ThreadTime, 'read'>): Ledger {
  const entries: Entry[] = []
  const gaps: { startMs: number; endMs: number }[] = []
  let wasLate = false
  return {
    record: ({ atMs, overdueMs, isLate }) => {
      const times = threadTime.read()
      // Within a block only the latest entry is of use, however long the block.
      if (wasLate && isLate) entries.pop()
      wasLate = isLate
      if (times) entries.push({ atMs, ...times })
      if (entries.length > MAX_ENTRIES) entries.shift()
      if (overdueMs >= SHORTEST_GAP_MS) gaps.push({ startMs: atMs - overdueMs, endMs: atMs })
      if (gaps.length > MAX_ENTRIES) gaps.shift()
    },
    read: (startMs, endMs) => {
      const before = entries.findLast(entry => entry.atMs <= startMs)
      const after = entries.find(entry => entry.atMs >= endMs) ?? readEntry(threadTime, endMs)
      const gapMs = findLongestOverlapMs(gaps, startMs, endMs)
      return {
        ...(before && after ? { threadTime: findShare(before, after, endMs - startMs) } : {}),
        ...(gapMs > 0 ? { watchdogGapMs: gapMs } : {}),
      }
    },
  }
}

interface Entry {
  atMs: number
  cpuMs: number
  waitMs: number
}

/** Ten seconds of looks, and more than fit between a block's end and its evidence. */
const MAX_ENTRIES = 512
/** The watchdog oversleeps some ms on any busy machine. */
const SHORTEST_GAP_MS = 20

function readEntry(threadTime: Pick<ThreadTime, 'read'>, atMs: number): Entry | undefined {
  const times = threadTime.read()
  return times && { atMs, ...times }
}

// The entries lie a few ms outside the stretch: no time of it can be longer than the stretch itself.
function findShare(before: Entry, after: Entry, durationMs: number): { cpuMs: number; waitMs: number } {
  const waitMs = Math.min(durationMs, after.waitMs - before.waitMs)
  return { cpuMs: Math.min(durationMs - waitMs, after.cpuMs - before.cpuMs), waitMs }
}

function findLongestOverlapMs(gaps: { startMs: number; endMs: number }[], startMs: number, endMs: number): number {
  return Math.max(0, ...gaps.map(gap => Math.min(gap.endMs, endMs) - Math.max(gap.startMs, startMs)))
}
