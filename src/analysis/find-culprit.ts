import type { Cause } from '../model/block.js'
import type { Frame } from '../model/frame.js'
import type { BlamedSample } from './weigh-samples.js'

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
