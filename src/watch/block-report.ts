import { writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import type { Block } from '../model/block.js'
import { formatBlock } from '../reporters/block-text.js'
import { judgeColor } from '../reporters/judge-color.js'
import { createRateLimit } from './rate-limit.js'
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
