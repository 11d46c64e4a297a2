import type { Block } from '../model/block.js'
import { findExcuse } from '../model/excuse.js'

/** The blocks that can fail a gate: neither ignored nor the machine's fault, and over the threshold in the time that their code could run. */
export function findCountedBlocks(blocks: Block[], thresholdMs: number): Block[] {
  return blocks.filter(block => findExcuse(block) === undefined && measureJudgedMs(block) >= thresholdMs)
}

/** The part of a block that is judged, in ms: without the time it waited for a core, was stopped, or was held by a debugger. */
export function measureJudgedMs({ durationMs, time }: Pick<Block, 'durationMs' | 'time'>): number {
  return durationMs - (time.waitMs ?? 0) - (time.pausedMs ?? 0)
}
