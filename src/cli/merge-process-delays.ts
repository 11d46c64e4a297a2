import { mergeDelays } from '../analysis/merge-delays.js'
import type { DelaySummary } from '../model/delay.js'
import type { ProcessReport } from '../model/report.js'

/** The delay of all threads of all processes together; `undefined` when none measured it. */
export function mergeProcessDelays(processes: ProcessReport[]): DelaySummary | undefined {
  const encoded = processes.flatMap(({ summary }) => (summary?.delay?.hdr ? [summary.delay.hdr] : []))
  // The order shows in how the merged histogram is encoded.
  return encoded.length > 0 ? mergeDelays(encoded.sort()) : undefined
}
