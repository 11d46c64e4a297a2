import { type Confidence, findLeastSure } from '../../model/block.js'
import { DOUBTS } from '../corrections.js'
import type { Facts } from '../timeline/correction.js'
import { findHeaviestGroup, type Suspicion } from './culprit.js'

/** How sure a suspicion is: as sure as most of its time, and likely at most when there is a doubt. */
export function findConfidence(suspicion: Suspicion | undefined, { evidence, without }: Facts): Confidence {
  if (!suspicion?.culprit) return 'none'
  const [first] = findHeaviestGroup(suspicion.segments, segment => segment.confidence)
  const isDoubtful = DOUBTS.some(({ name, holds }) => !without?.has(name) && holds(suspicion, evidence))
  return findLeastSure(first?.confidence ?? 'none', isDoubtful ? 'likely' : 'exact')
}
