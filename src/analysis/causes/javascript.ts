import type { Evidence } from '../../model/evidence.js'
import type { Suspicion } from '../find-culprit.js'

/** JavaScript that simply runs for long; the engine's own work, such as sorting an array, included. */
export const javascript = {
  cause: 'javascript',
  general: 'A function that computes for long keeps everything else waiting until it returns.',
  explain({ culprit, samples, weightMs }: Suspicion, evidence: Evidence): string {
    const runMs = evidence.durationMs - (evidence.watchdogGap?.leastMs ?? 0)
    const share = Math.round((weightMs / runMs) * 100)
    const name = culprit?.function ?? 'The same code'
    if (evidence.profile) return `${name} was running ${share} % of the time.`
    return `${name} was running in ${samples.length} of ${evidence.samples.length} samples, ${share} % of the time.`
  },
} as const
