import type { Evidence } from '../../model/evidence.js'
import { sumMs } from '../../model/interval.js'
import type { Suspicion } from '../attribution/culprit.js'
import { isSeenAfterwards } from '../timeline/segment.js'

/** JavaScript that simply runs for long; the engine's own work, such as sorting an array, included. */
export const javascript = {
  cause: 'javascript',
  explain({ culprit, segments, weightMs }: Suspicion, evidence: Evidence): string {
    const runMs = evidence.durationMs - (evidence.watchdogGap?.leastMs ?? 0)
    const share = Math.round((weightMs / runMs) * 100)
    const name = culprit?.function ?? 'The same code'
    if (evidence.profile) return `${name} was running ${share} % of the time.`
    return `${name} was running in ${segments.length} of ${evidence.samples.length} samples, ${share} % of the time.`
  },
} as const

/** A native function of which no more is known than its name, or not even that. */
export const native = {
  cause: 'native',
  explain(suspicion: Suspicion, apiName: string | undefined): string {
    if (apiName !== undefined) return `${apiName} ran for ${Math.round(suspicion.weightMs)} ms.`
    const refusedMs = Math.round(measureRefusedMs(suspicion))
    const then = suspicion.culprit
      ? 'the frame is the first JavaScript that ran after it'
      : 'no app or package code was on the stack afterwards'
    return `The thread was in native code that takes no interrupts for ${refusedMs} ms; ${then}.`
  },
} as const

// Several segments may lie in one refusal.
function measureRefusedMs({ segments }: Suspicion): number {
  const raws = new Set(segments.filter(isSeenAfterwards).map(({ raw }) => raw))
  return [...raws].reduce((sum, raw) => {
    const within = segments.filter(segment => segment.raw === raw)
    return sum + Math.min(sumMs(within), within[0]?.refusedMs ?? 0)
  }, 0)
}

/** Nothing was seen. */
export const unknown = {
  cause: 'unknown',
  explain({ unwatched, samples }: Evidence): string {
    if (unwatched) return 'No watchdog was there to take samples.'
    if (samples.length === 0) return 'No sample could be taken during the block.'
    return 'Samples were taken, but none of them had a stack.'
  },
} as const
