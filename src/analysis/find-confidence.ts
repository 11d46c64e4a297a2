import type { Confidence } from '../model/block.js'
import { findHeaviestGroup, type Suspicion, sumWeightsMs } from './find-culprit.js'

/** How sure the suspicion is: what most of its time says, less sure when the end of the block was not seen. */
export function findConfidence(suspicion: Suspicion | undefined, tailMs: number): Confidence {
  if (!suspicion?.culprit) return 'none'
  const [first] = findHeaviestGroup(suspicion.samples, sample => sample.confidence)
  const confidence = first?.confidence ?? 'none'
  const isMostlyUnseen = tailMs > Math.max(UNSEEN_TAIL_MS, sumWeightsMs(suspicion.samples) / 2)
  return confidence === 'exact' && isMostlyUnseen ? 'likely' : confidence
}

// Samples are about 10 ms apart, so a longer tail means that the last interrupt was not served within the block.
const UNSEEN_TAIL_MS = 30
