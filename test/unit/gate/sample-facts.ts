import type { ReportFacts } from '../../../src/gate/verdict.js'
import type { Block } from '../../../src/model/block.js'
import { bareBlock, fullProcess } from '../reporters/sample-report.js'

/** A run of one process in which nothing blocked. */
export const measured: ReportFacts = {
  blocks: [],
  processes: [fullProcess],
  exitCode: 0,
  thresholdMs: 50,
  roots: ['/app'],
}

/** A block of which nothing is known but its length. */
export function createBlock(durationMs: number, rest: Partial<Block> = {}): Block {
  return { ...bareBlock, durationMs, ...rest }
}

/** The run with these blocks in it. */
export function withBlocks(...blocks: Block[]): ReportFacts {
  return { ...measured, blocks }
}
