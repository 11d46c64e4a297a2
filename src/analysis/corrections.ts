import { DOUBTS } from './attribution/doubts.js'
import { deducedPlace, garbageMaker, importer, timeSlices } from './attribution/neighbours.js'
import type { Correction } from './timeline/correction.js'
import { calledLines, entered, inlined, nativeAround, sameStack } from './timeline/place-stacks.js'
import { foreignLines, lingeringNatives, type ProfileCorrection, samplesInNatives } from './timeline/profile.js'
import { collections, refusals, shortNatives, unaskedTime } from './timeline/sample-times.js'
import type { AttributedSegment, Segment } from './timeline/segment.js'

// Nothing else in the analysis knows that things are not as they look. The order counts.

/** Of the timeline as samples tell it. */
export const ON_SAMPLES: readonly Correction<Segment[]>[] = [shortNatives, refusals, collections, unaskedTime]

/** Of the timeline as a profile tells it: what the profile got wrong first, then where it was; the first sample that fits counts. */
export const ON_PROFILE: readonly ProfileCorrection[] = [
  ...[lingeringNatives, foreignLines, samplesInNatives],
  ...[sameStack, nativeAround, inlined, entered, calledLines],
]

/** Of what single segments blame. */
export const ON_ATTRIBUTION: readonly Correction<AttributedSegment[]>[] = [
  garbageMaker,
  deducedPlace,
  importer,
  timeSlices,
]

/** All of them, and the doubts about what most of the time points to; `npm run ablate` says what each is worth. */
export const CORRECTIONS: readonly Pick<Correction<unknown>, 'name' | 'why'>[] = [
  ...[...ON_SAMPLES, ...ON_PROFILE, ...ON_ATTRIBUTION],
  ...DOUBTS,
]
