import type { Evidence } from '../../model/evidence.js'
import type { Frame } from '../../model/frame.js'
import { sumMs } from '../../model/interval.js'
import type { Suspicion } from '../attribution/culprit.js'
import { isSeenAfterwards, type Segment } from '../timeline/segment.js'
import { formatShare } from './machine.js'

/** JavaScript that simply runs for long; the engine's own work, such as sorting an array, included. */
export const javascript = {
  cause: 'javascript',
  /** @param segments all that was seen of the block: what is said of the culprit is a sum over the same stacks that a report shows. */
  explain({ culprit, weightMs }: Suspicion, segments: readonly Segment[]): string {
    const isCulprit = (frame: Frame) => frame.function === culprit?.function && frame.file === culprit.file
    const ownMs = sumMs(segments.filter(({ stack }) => stack.slice(0, 1).some(isCulprit)))
    const name = culprit?.function ?? 'The same code'
    if (ownMs * 2 >= weightMs) return `${name}'s own code took ${formatPart(ownMs, sumMs(segments))}.`
    const withCalledMs = sumMs(segments.filter(({ stack }) => stack.some(isCulprit)))
    return `${name} and what it calls took ${formatPart(withCalledMs, sumMs(segments))}.`
  },
} as const

function formatPart(partMs: number, durationMs: number): string {
  return `${formatShare(partMs, { durationMs })} (${Math.round((partMs / durationMs) * 100)} %)`
}

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
