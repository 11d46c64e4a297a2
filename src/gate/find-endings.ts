import type { Block } from '../model/block.js'
import { toProjectPath } from '../model/project-path.js'

/**
 * The processes that were ended for an endless loop, a sentence each: no budget allows that, and no rule excuses it, since the rest of the
 * run is missing.
 */
export function findEndings(blocks: Block[], roots: readonly string[]): string[] {
  return blocks.filter(({ ended }) => ended).map(block => formatEnding(block, roots))
}

function formatEnding({ durationMs, culprit, process: { pid, threadId } }: Block, roots: readonly string[]): string {
  const where = culprit
    ? `at ${culprit.function} ${toProjectPath(culprit.file, roots)}:${culprit.line}:${culprit.column}`
    : 'that left no stack'
  const whose = threadId === 0 ? '' : ` in thread ${threadId}`
  return `process ${pid} was ended after ${Math.round(durationMs)} ms in an endless loop${whose} ${where}`
}
