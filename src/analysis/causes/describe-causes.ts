import type { Block } from '../../model/block.js'
import { CAUSE_NAMES, CAUSES } from '../../model/causes.js'
import type { Report } from '../../model/report.js'

/** What the causes of these blocks mean, in one sentence each; nothing without blocks. */
export function describeCauses(blocks: Pick<Block, 'cause'>[]): Pick<Report, 'causes'> {
  if (blocks.length === 0) return {}
  const seen = new Set(blocks.map(({ cause }) => cause))
  const described = CAUSE_NAMES.filter(cause => seen.has(cause))
  return { causes: Object.fromEntries(described.map(cause => [cause, CAUSES[cause].general])) }
}
