import type { Confidence } from '../model/block.js'
import type { Evidence } from '../model/evidence.js'
import { findHeaviestGroup, type Suspicion, sumWeightsMs } from './find-culprit.js'

/** How sure the suspicion is: what most of its time says, less sure when the end of the block was not seen, or a wait decides. */
export function findConfidence(suspicion: Suspicion | undefined, evidence: Evidence): Confidence {
  if (!suspicion?.culprit) return 'none'
  const [first] = findHeaviestGroup(suspicion.samples, sample => sample.confidence)
  const confidence = first?.confidence ?? 'none'
  const isInexact =
    suspicion.culprit.transformed || isMostlyUnseen(suspicion, evidence) || isDecidedByWait(suspicion, evidence)
  return doubtUnless(!isInexact, confidence)
}

/** The confidence, but for one that is exact only where something else is certain. */
export function doubtUnless(isCertain: boolean, confidence: Confidence): Confidence {
  return !isCertain && confidence === 'exact' ? 'likely' : confidence
}

// Where in its code a thread waited for a core is not known: whatever it was in then looks long.
function isDecidedByWait({ weightMs }: Suspicion, { durationMs, threadTime }: Evidence): boolean {
  const waitMs = threadTime?.waitMs ?? 0
  return waitMs * 2 > durationMs && weightMs - waitMs < durationMs - weightMs
}

// Samples are 10 ms apart and further later on, so a longer tail means that the last interrupt was not served within the block.
const SHORTEST_UNSEEN_MS = 30

function isMostlyUnseen(suspicion: Suspicion, evidence: Evidence): boolean {
  if (evidence.profile) return false
  const { samples, startMs, endMs } = evidence
  const timesMs = samples.map(({ atMs }) => atMs).sort((a, b) => a - b)
  const lastMs = timesMs.at(-1) ?? startMs
  const previousMs = timesMs.at(-2) ?? startMs
  const tailMs = endMs - lastMs
  const longestSeenMs = sumWeightsMs(suspicion.samples) / 2
  if (tailMs > Math.max(SHORTEST_UNSEEN_MS, 2 * (lastMs - previousMs)) && tailMs > longestSeenMs) return true
  return findLateStartMs(evidence) > longestSeenMs
}

// A watchdog that gets no core looks late: the first sample may show what ran after the part that took long.
function findLateStartMs({ samples, startMs, thresholdMs }: Evidence): number {
  const [first] = [...samples].sort((a, b) => a.atMs - b.atMs)
  if (!first) return 0
  const headMs = Math.min(first.postedAtMs ?? first.atMs, first.atMs) - startMs
  return headMs > thresholdMs + SHORTEST_UNSEEN_MS ? headMs : 0
}
