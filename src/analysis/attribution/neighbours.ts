import { findLeastSure } from '../../model/block.js'
import { sumMs } from '../../model/interval.js'
import { isUserFrame } from '../causes/module-load.js'
import type { Correction } from '../timeline/correction.js'
import { type AttributedSegment, isSeenAfterwards } from '../timeline/segment.js'

/** Makes the maker of garbage as unsure as what ran next. */
export const garbageMaker: Correction<AttributedSegment[]> = {
  name: 'garbage-maker',
  why: 'What allocated last may have returned by the time that its garbage is collected.',
  apply: segments =>
    segments.map(segment => {
      const isNext = isSeenAfterwards(segment) && segment.state === 'collecting'
      return isNext ? { ...segment, confidence: findLeastSure(segment.confidence, 'after-native') } : segment
    }),
}

/** Makes a culprit likely at most whose place was not seen. */
export const deducedPlace: Correction<AttributedSegment[]> = {
  name: 'deduced-place',
  why: 'A line that was deduced may be another one of the same function.',
  apply: segments =>
    segments.map(segment => {
      const { place, confidence } = segment
      return place === 'seen' ? segment : { ...segment, confidence: findLeastSure(confidence, 'likely') }
    }),
}

/** Gives the loading of modules for nobody to who imports right after or before. */
export const importer: Correction<AttributedSegment[]> = {
  name: 'importer',
  why: "Node reads and compiles ES modules between callbacks, with nobody's code on the stack.",
  apply: segments =>
    segments.map((segment, index) => {
      const [previous, next] = [segments[index - 1], segments[index + 1]]
      const isCompiling = segment.stack.length === 0 && isSeenAfterwards(segment) && next?.cause === 'module-load'
      if (segment.culprit || !(isCompiling || segment.cause === 'module-load')) return segment
      const culprit = [next, previous].find(near => near?.cause === 'module-load' && near.culprit)?.culprit
      return { ...segment, cause: 'module-load', ...(culprit ? { confidence: 'likely', culprit } : {}) }
    }),
}

/** Takes a short refusal for a time slice when the same functions were seen running. */
export const timeSlices: Correction<AttributedSegment[]> = {
  name: 'time-slices',
  why: 'On a busy machine a thread loses its core for a time slice, which looks like a short native.',
  apply(segments, { evidence }) {
    const sliceMs = Math.max(TIME_SLICE_MS, evidence.threadTime?.waitMs ?? 0)
    return segments.map(segment => {
      const isTooLong = segment.state !== 'collecting' && segment.refusedMs > sliceMs
      if (segment.confidence !== 'after-native' || isTooLong) return segment
      const key = formatUserKey(segment)
      const like = segments.find(other => isSeenRunning(other) && formatUserKey(other) === key)
      return like
        ? { ...segment, ...pickAttribution(like), refusedMs: 0, state: 'running', confidence: 'likely' }
        : segment
    })
  },
}

const TIME_SLICE_MS = 25

function pickAttribution({ cause, apiName, culprit }: AttributedSegment): Partial<AttributedSegment> {
  return { cause, ...(apiName === undefined ? {} : { apiName }), ...(culprit ? { culprit } : {}) }
}

function isSeenRunning(segment: AttributedSegment): boolean {
  return !isSeenAfterwards(segment) && sumMs([segment]) > 0
}

function formatUserKey({ stack }: AttributedSegment): string {
  return stack
    .filter(isUserFrame)
    .map(frame => `${frame.function}\t${frame.file}`)
    .join('\n')
}
