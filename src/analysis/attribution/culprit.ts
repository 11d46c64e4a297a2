import type { Cause } from '../../model/block.js'
import type { Frame } from '../../model/frame.js'
import { type Interval, sumMs } from '../../model/interval.js'
import type { AttributedSegment } from '../timeline/segment.js'

/** What most of the time points to. */
export interface Suspicion {
  cause: Cause
  /** The frame to change, at its heaviest line; absent when no segment has a stack. */
  culprit?: Frame
  /** The segments that say so. */
  segments: AttributedSegment[]
  weightMs: number
}

/**
 * Finds what to change: the function that most of the time is blamed on, then its heaviest cause, then its heaviest line.
 * By function first, since a loop spreads over many lines and a helper is called from many.
 */
export function findCulprit(segments: AttributedSegment[]): Suspicion | undefined {
  const ofFunction = findHeaviestGroup(segments, ({ culprit }) => `${culprit?.function}\t${culprit?.file}`)
  const ofCause = findHeaviestGroup(ofFunction, ({ cause }) => cause)
  const [first] = findHeaviestGroup(ofCause, ({ culprit }) => `${culprit?.line}:${culprit?.column}`)
  if (!first) return undefined
  const suspicion: Suspicion = { cause: first.cause, segments: ofCause, weightMs: sumMs(ofCause) }
  return first.culprit ? { ...suspicion, culprit: first.culprit } : suspicion
}

/** The intervals of the group that takes the longest; the first of equal ones. */
export function findHeaviestGroup<T extends Interval>(intervals: readonly T[], keyOf: (interval: T) => string): T[] {
  const groups = new Map<string, T[]>()
  for (const interval of intervals) {
    const group = groups.get(keyOf(interval))
    if (group) group.push(interval)
    else groups.set(keyOf(interval), [interval])
  }
  const [heaviest] = [...groups.values()].sort((a, b) => sumMs(b) - sumMs(a))
  return heaviest ?? []
}
