import { mergeDelays } from '../analysis/merge-delays.js'
import type { DelaySummary } from '../model/delay.js'
import { findUnjudgedReason, type Judged, type Phase } from '../model/phase.js'
import type { ProcessReport } from '../model/report.js'

/**
 * The delay of all loops together, of the phases and roles that are judged; `undefined` when none measured it.
 *
 * @param judge besides the running app
 */
export function mergeProcessDelays(
  processes: ProcessReport[],
  judge: readonly Judged[] = [],
): DelaySummary | undefined {
  const encoded = processes.flatMap(process =>
    PHASES.flatMap(phase => {
      const hdr = findUnjudgedReason(phase, process.role, judge) ? undefined : findDelay(process, phase)?.hdr
      return hdr ? [hdr] : []
    }),
  )
  // The order shows in how the merged histogram is encoded.
  return encoded.length > 0 ? mergeDelays(encoded.sort()) : undefined
}

const PHASES: Phase[] = ['startup', 'running', 'ending']

function findDelay({ summary }: ProcessReport, phase: Phase): DelaySummary | undefined {
  return phase === 'running' ? summary?.delay : summary?.phaseDelays?.[phase]
}
