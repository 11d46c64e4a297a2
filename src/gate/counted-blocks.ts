import type { Block } from '../model/block.js'
import { findExcuse } from '../model/excuse.js'

/** The blocks that can fail a gate: neither ignored nor the machine's fault, and over the threshold even without the wait for a core. */
export function findCountedBlocks(blocks: Block[], thresholdMs: number): Block[] {
  return blocks.filter(block => findExcuse(block) === undefined && measureJudgedMs(block) >= thresholdMs)
}

/** The part of a block that is judged: what it did not spend waiting for a core, in ms. */
export function measureJudgedMs(block: Block): number {
  return block.durationMs - (block.time.waitMs ?? 0)
}
