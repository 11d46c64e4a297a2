import { nowMs as readNowMs } from '../probes/clock.js'

/** Keeps one offender from flooding stderr. */
export interface RateLimit {
  /** Whether this fingerprint may be printed now, and how many of it were kept back since it last was. */
  take(fingerprint: string): { isAllowed: boolean; suppressedCount: number }
}

/** One print a minute for each fingerprint. */
export function createRateLimit(nowMs: () => number = readNowMs): RateLimit {
  const known = new Map<string, { printedMs: number; suppressedCount: number }>()
  return {
    take: fingerprint => {
      const atMs = nowMs()
      const entry = known.get(fingerprint)
      if (entry && atMs - entry.printedMs < INTERVAL_MS) {
        entry.suppressedCount += 1
        return { isAllowed: false, suppressedCount: entry.suppressedCount }
      }
      known.set(fingerprint, { printedMs: atMs, suppressedCount: 0 })
      return { isAllowed: true, suppressedCount: entry?.suppressedCount ?? 0 }
    },
  }
}

const INTERVAL_MS = 60_000
