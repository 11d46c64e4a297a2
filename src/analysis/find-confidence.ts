import type { Confidence } from '../model/block.js'
import type { Evidence } from '../model/evidence.js'
import { findHeaviestGroup, type Suspicion, sumWeightsMs } from './find-culprit.js'

/** How sure the suspicion is: what most of its time says, less sure when the end of the block was not seen. */
export function findConfidence(suspicion: Suspicion | undefined, evidence: Evidence): Confidence {
  if (!suspicion?.culprit) return 'none'
  const [first] = findHeaviestGroup(suspicion.samples, sample => sample.confidence)
  const confidence = first?.confidence ?? 'none'
  return confidence === 'exact' && isMostlyUnseen(suspicion, evidence) ? 'likely' : confidence
}

// Samples are 10 ms apart and further later on, so a longer tail means that the last interrupt was not served within the block.
const SHORTEST_UNSEEN_MS = 30

function isMostlyUnseen(suspicion: Suspicion, { samples, startMs, endMs }: Evidence): boolean {
  const timesMs = samples.map(({ atMs }) => atMs).sort((a, b) => a - b)
  const lastMs = timesMs.at(-1) ?? startMs
  const previousMs = timesMs.at(-2) ?? startMs
  const tailMs = endMs - lastMs
  return (
    tailMs > Math.max(SHORTEST_UNSEEN_MS, 2 * (lastMs - previousMs)) && tailMs > sumWeightsMs(suspicion.samples) / 2
  )
}
