import { type Confidence, findLeastSure } from '../../model/block.js'
import type { Evidence, RawSample } from '../../model/evidence.js'
import type { Facts } from '../timeline/correction.js'
import { measureUnaskedMs, SHORTEST_UNSEEN_MS } from '../timeline/sample-times.js'
import { findHeaviestGroup, type Suspicion } from './culprit.js'

/** A reason to be less than sure of what most of the time points to. */
export interface Doubt {
  name: string
  /** How a real machine makes it necessary, in one sentence. */
  why: string
  holds(suspicion: Suspicion, evidence: Evidence): boolean
}

/** Nobody knows the original place of the culprit. */
const transformedCode: Doubt = {
  name: 'transformed-code',
  why: 'A line of code that a tool has made is not one of the source.',
  holds: ({ culprit }) => culprit?.transformed === true,
}

/** Most of the block was a wait for a core, and decides. */
const longWait: Doubt = {
  name: 'long-wait',
  why: 'Where in its code a thread waited for a core is not known: whatever it was in then looks long.',
  holds({ weightMs }, { durationMs, threadTime }) {
    const waitMs = threadTime?.waitMs ?? 0
    return waitMs * 2 > durationMs && weightMs - waitMs < durationMs - weightMs
  },
}

/** The end of the block was not seen. */
const unseenTail: Doubt = {
  name: 'unseen-tail',
  why: 'A tail longer than usual means that the last interrupt was not served within the block.',
  holds(suspicion, evidence) {
    const [last, previous] = evidence.samples.toReversed()
    const lastMs = last?.atMs ?? evidence.startMs
    const usualMs = lastMs - (previous?.atMs ?? evidence.startMs)
    const tailMs = evidence.endMs - lastMs
    return tailMs > Math.max(SHORTEST_UNSEEN_MS, 2 * usualMs) && isMostOf(suspicion, tailMs, evidence)
  },
}

/** The start of the block was not seen. */
const lateStart: Doubt = {
  name: 'late-start',
  why: 'A watchdog that gets no core looks late: the first sample may show what ran after the part that took long.',
  holds(suspicion, evidence) {
    const headMs = measureHeadMs(evidence)
    return headMs > evidence.thresholdMs + SHORTEST_UNSEEN_MS && isMostOf(suspicion, headMs, evidence)
  },
}

/** Other code began while nobody asked. */
const unseenChange: Doubt = {
  name: 'unseen-change',
  why: 'When nobody asks between samples of different code, it is not known when the one ended and the other began.',
  holds(suspicion, evidence) {
    const gapsMs = evidence.samples.map((sample, index) => {
      const next = evidence.samples[index + 1]
      return next && isOtherCode(sample, next) ? measureUnaskedMs(sample.atMs, next) : 0
    })
    return isMostOf(suspicion, Math.max(0, ...gapsMs), evidence)
  },
}

/** One sample stands for a block whose thread may have waited for a core. */
const loneSample: Doubt = {
  name: 'lone-sample',
  why: 'Where the system does not say when a thread had its core, one sample says little of a time in which nobody asked for more.',
  holds(suspicion, evidence) {
    const [sample, ...others] = evidence.samples
    if (!sample || others.length > 0 || evidence.threadTime) return false
    const unaskedMs = measureHeadMs(evidence) + evidence.endMs - sample.atMs
    return unaskedMs > SHORTEST_UNSEEN_MS && isMostOf(suspicion, unaskedMs, evidence)
  },
}

/** Reasons to be less than sure of what most of the time points to. */
export const DOUBTS: readonly Doubt[] = [transformedCode, longWait, unseenTail, lateStart, unseenChange, loneSample]

/** How sure a suspicion is: as sure as most of its time, and likely at most when there is a doubt. */
export function findConfidence(suspicion: Suspicion | undefined, { evidence, without }: Facts): Confidence {
  if (!suspicion?.culprit) return 'none'
  const [first] = findHeaviestGroup(suspicion.segments, segment => segment.confidence)
  const isDoubtful = DOUBTS.some(({ name, holds }) => !without?.has(name) && holds(suspicion, evidence))
  return findLeastSure(first?.confidence ?? 'none', isDoubtful ? 'likely' : 'exact')
}

function measureHeadMs({ samples: [first], startMs }: Evidence): number {
  return first ? Math.min(first.postedAtMs ?? first.atMs, first.atMs) - startMs : 0
}

// A profile has seen all of the block.
function isMostOf({ weightMs }: Suspicion, unseenMs: number, { profile }: Evidence): boolean {
  return profile === undefined && unseenMs > weightMs / 2
}

function isOtherCode({ stack: [a] }: RawSample, { stack: [b] }: RawSample): boolean {
  return a?.file !== b?.file || a?.function !== b?.function
}
