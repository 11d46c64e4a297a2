import {
  type Doubt,
  lateStart,
  loneSample,
  longWait,
  transformedCode,
  unseenChange,
  unseenTail,
} from './attribution/doubts.js'
import { borrowImporter, doubtDeducedPlace, doubtGarbageMaker, trustLike } from './attribution/neighbours.js'
import type { Correction } from './timeline/correction.js'
import {
  placeByCalledLines,
  placeByEntry,
  placeByInlined,
  placeByNativeAround,
  placeBySameStack,
} from './timeline/place-stacks.js'
import { dropForeignLines, dropLingeringNatives, type ProfileFacts, trustSampleInNatives } from './timeline/profile.js'
import { dropShortNatives, findCollections, findRefusals, shareUnaskedTime } from './timeline/sample-times.js'
import type { AttributedSegment, Segment } from './timeline/segment.js'

// All that is done because things are not as they look, in order. `npm run ablate` says what each is worth.

/** Of the timeline as samples tell it. */
export const ON_SAMPLES: readonly Correction<Segment[]>[] = [
  {
    name: 'short-natives',
    why: 'A safepoint takes a sample whenever its native returns, however short that was.',
    apply: dropShortNatives,
  },
  {
    name: 'refusals',
    why: 'An interrupt waits for the end of native code and shows what runs next.',
    apply: findRefusals,
  },
  {
    name: 'collections',
    why: 'An interrupt waits for the end of a garbage collection, too, and the code that it shows made the garbage.',
    apply: findCollections,
  },
  {
    name: 'unasked-time',
    why: 'A watchdog without a core asks late: of the time before, the sample at its start knows as much as the one at its end.',
    apply: shareUnaskedTime,
  },
]

/** Of the timeline as a profile tells it. */
export const ON_PROFILE: readonly Correction<Segment[], ProfileFacts>[] = [
  {
    name: 'lingering-natives',
    why: 'V8 may go on naming the last short native that optimized code has called.',
    apply: dropLingeringNatives,
  },
  {
    name: 'foreign-lines',
    why: 'V8 gives lines of a function that was put into another one as lines of that.',
    apply: dropForeignLines,
  },
  {
    name: 'samples-in-natives',
    why: 'A profile has no stack between callbacks and in code that V8 cannot walk, and a wrong one while garbage is collected in a native.',
    apply: trustSampleInNatives,
  },
  {
    name: 'same-stack',
    why: 'A profile knows functions, a sample in the same functions knows lines, natives and callers.',
    apply: placeBySameStack,
  },
  {
    name: 'native-around',
    why: 'A native that is part JavaScript of Node is seen from outside by its safepoint, and from within by the profile.',
    apply: placeByNativeAround,
  },
  {
    name: 'inlined',
    why: 'A profile often does not show what the compiler has put into the function on top; a sample in that does.',
    apply: placeByInlined,
  },
  {
    name: 'entered',
    why: 'Most interrupts are served as a function is entered: they name it, and not its line.',
    apply: placeByEntry,
  },
  {
    name: 'called-lines',
    why: 'A profile has no lines of callers: samples have, and else the line that calls what was called.',
    apply: placeByCalledLines,
  },
]

/** Of what single segments blame. */
export const ON_ATTRIBUTION: readonly Correction<AttributedSegment[]>[] = [
  {
    name: 'garbage-maker',
    why: 'What allocated last may have returned by the time that its garbage is collected.',
    apply: doubtGarbageMaker,
  },
  {
    name: 'deduced-place',
    why: 'A line that was deduced may be another one of the same function.',
    apply: doubtDeducedPlace,
  },
  {
    name: 'importer',
    why: 'Node reads and compiles ES modules between callbacks, with nobody’s code on the stack.',
    apply: borrowImporter,
  },
  {
    name: 'time-slices',
    why: 'A thread that loses its core for a time slice looks as if it were in a short native.',
    apply: trustLike,
  },
]

/** Reasons to be less than sure of what most of the time points to. */
export const DOUBTS: readonly Doubt[] = [transformedCode, longWait, unseenTail, lateStart, unseenChange, loneSample]
