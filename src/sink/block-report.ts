import { writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import type { Block } from '../model/block.js'
import { formatBlock } from '../reporters/text/block.js'
import { judgeColor } from '../reporters/text/palette.js'
import { nowMs as readNowMs } from '../system/clock.js'
import { appendRunRecord } from './run-file.js'

/**
 * Writes a block to where it belongs: the run file, and stderr when nobody listens, or nobody can, since the loop is stuck: 0.
 *
 * @throws when the disk or the stream does
 */
export type ReportBlock = (block: Block, stderrThresholdMs: number | undefined) => void

/** Creates the report of one watched thread, which prints each offender at most once a minute; the run file is asked for at each block. */
export function createBlockReport(findRunFile: () => string | undefined): ReportBlock {
  const rateLimit = createRateLimit()
  return (block, stderrThresholdMs = Number.POSITIVE_INFINITY) => {
    const runFile = findRunFile()
    if (runFile !== undefined) appendRunRecord(runFile, { type: 'block', block })
    if (block.ignored) return
    if (stderrThresholdMs === 0) printBlock(block, 0)
    else if (block.durationMs >= stderrThresholdMs) {
      const { isAllowed, suppressedCount } = rateLimit.take(block.fingerprint)
      if (isAllowed) printBlock(block, suppressedCount)
    }
  }
}

const STDERR = 2

// The watched thread may be stuck: only a write of one's own comes through.
function printBlock(block: Block, suppressedCount: number): void {
  const note = suppressedCount > 0 ? `  (${suppressedCount} more like it since the last report)\n` : ''
  writeSync(STDERR, `${formatBlock(block, { color: judgeColor(process.env, isatty(STDERR)) })}\n${note}`)
}

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
