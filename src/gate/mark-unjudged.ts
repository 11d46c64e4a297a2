import type { Block } from '../model/block.js'
import { findUnjudgedReason, type Judged } from '../model/phase.js'
import { fitRemedy } from '../model/remedies.js'

/**
 * Says of each block why it is not judged, for its phase or role, whatever another gate has said of it before; and gives advice that fits
 * both.
 */
export function markUnjudged(blocks: Block[], judge: readonly Judged[]): Block[] {
  return blocks.map(block => {
    const { unjudged: _, remedy: given, ...rest } = block
    const remedy = given && fitRemedy(given, block)
    const unjudged = findUnjudgedReason(block.phase, block.process.role, judge)
    return { ...rest, ...(remedy ? { remedy } : {}), ...(unjudged === undefined ? {} : { unjudged }) }
  })
}
