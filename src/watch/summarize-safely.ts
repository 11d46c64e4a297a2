import { type SummarizeOptions, summarizeEvidence } from '../analysis/summarize-evidence.js'
import type { Block } from '../model/block.js'
import type { Evidence } from '../model/evidence.js'

/** Judges evidence. A stack that the analysis cannot digest costs the block its stack, not the app its watchdog. */
export function summarizeSafely(evidence: Evidence, options: SummarizeOptions): Block {
  try {
    return summarizeEvidence(evidence, options)
  } catch {
    return summarizeEvidence({ ...evidence, samples: [] }, options)
  }
}
