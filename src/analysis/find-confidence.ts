import type { Confidence } from '../model/block.js'
import type { Evidence } from '../model/evidence.js'
import type { RawSample } from '../model/sample.js'
import { findHeaviestGroup, type Suspicion, sumWeightsMs } from './find-culprit.js'
import { measureUnaskedMs, SHORTEST_UNSEEN_MS } from './weigh-samples.js'

/** How sure the suspicion is: what most of its time says, less sure when a long part of the block was not seen, or a wait decides. */
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

// A tail longer than usual means that the last interrupt was not served within the block.
function isMostlyUnseen(suspicion: Suspicion, evidence: Evidence): boolean {
  if (evidence.profile) return false
  const { samples, startMs, endMs } = evidence
  const timesMs = samples.map(({ atMs }) => atMs).sort((a, b) => a - b)
  const lastMs = timesMs.at(-1) ?? startMs
  const previousMs = timesMs.at(-2) ?? startMs
  const tailMs = endMs - lastMs
  const longestSeenMs = sumWeightsMs(suspicion.samples) / 2
  if (tailMs > Math.max(SHORTEST_UNSEEN_MS, 2 * (lastMs - previousMs)) && tailMs > longestSeenMs) return true
  return Math.max(findLateStartMs(evidence), findChangeUnseenMs(evidence)) > longestSeenMs
}

// A watchdog that gets no core looks late: the first sample may show what ran after the part that took long.
function findLateStartMs({ samples, startMs, thresholdMs }: Evidence): number {
  const [first] = [...samples].sort((a, b) => a.atMs - b.atMs)
  if (!first) return 0
  const headMs = Math.min(first.postedAtMs ?? first.atMs, first.atMs) - startMs
  return headMs > thresholdMs + SHORTEST_UNSEEN_MS ? headMs : 0
}

/** The longest time in which nobody asked, between samples that show different code: when the one ended and the other began is not known. */
function findChangeUnseenMs({ samples }: Evidence): number {
  const sorted = [...samples].sort((a, b) => a.atMs - b.atMs)
  const gapsMs = sorted.map((sample, index) => {
    const next = sorted[index + 1]
    return next && isOtherCode(sample, next) ? measureUnaskedMs(sample, next) : 0
  })
  return Math.max(0, ...gapsMs)
}

function isOtherCode({ stack: [a] }: RawSample, { stack: [b] }: RawSample): boolean {
  return a?.file !== b?.file || a?.function !== b?.function
}
