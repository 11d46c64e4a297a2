import type { Cause, Confidence } from '../../model/block.js'
import type { Evidence, RawSample } from '../../model/evidence.js'
import type { Frame } from '../../model/frame.js'
import { type BlamedSample, measureUnaskedMs, SHORTEST_UNSEEN_MS } from '../timeline/segments.js'

/** What most of the time points to. */
export interface Suspicion {
  cause: Cause
  /** The frame to change, at its heaviest line; absent when no sample has a stack. */
  culprit?: Frame
  /** The samples that say so. */
  samples: BlamedSample[]
  weightMs: number
}

/**
 * Finds what to change: the function that most of the time is blamed on, then its heaviest cause, then its heaviest line.
 * By function first, since a loop spreads over many lines and a helper is called from many.
 */
export function findCulprit(samples: BlamedSample[]): Suspicion | undefined {
  const ofFunction = findHeaviestGroup(samples, ({ culprit }) => `${culprit?.function}\t${culprit?.file}`)
  const ofCause = findHeaviestGroup(ofFunction, sample => sample.cause)
  const [first] = findHeaviestGroup(ofCause, ({ culprit }) => `${culprit?.line}:${culprit?.column}`)
  if (!first) return undefined
  const suspicion: Suspicion = { cause: first.cause, samples: ofCause, weightMs: sumWeightsMs(ofCause) }
  if (first.culprit) suspicion.culprit = first.culprit
  return suspicion
}

/** The samples of the group with the greatest weight; the first of equal ones. */
export function findHeaviestGroup<T extends { weightMs: number }>(samples: T[], keyOf: (sample: T) => string): T[] {
  const groups = new Map<string, T[]>()
  for (const sample of samples) {
    const group = groups.get(keyOf(sample))
    if (group) group.push(sample)
    else groups.set(keyOf(sample), [sample])
  }
  const [heaviest] = [...groups.values()].sort((a, b) => sumWeightsMs(b) - sumWeightsMs(a))
  return heaviest ?? []
}

/** Sum of the weights, in ms. */
export function sumWeightsMs(samples: { weightMs: number }[]): number {
  return samples.reduce((sum, { weightMs }) => sum + weightMs, 0)
}

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
