import { findLeastSure } from '../../model/block.js'
import { sumMs } from '../../model/interval.js'
import { isUserFrame } from '../causes/module-load.js'
import type { Facts } from '../timeline/correction.js'
import { type AttributedSegment, isSeenAfterwards } from '../timeline/segment.js'

/** Makes the maker of garbage as unsure as what ran next: what allocated last may have returned by the time that its garbage is collected. */
export function doubtGarbageMaker(segments: AttributedSegment[]): AttributedSegment[] {
  return segments.map(segment => {
    const isNext = isSeenAfterwards(segment) && segment.state === 'collecting'
    return isNext ? { ...segment, confidence: findLeastSure(segment.confidence, 'after-native') } : segment
  })
}

/** Makes a culprit likely at most whose line was deduced. */
export function doubtDeducedPlace(segments: AttributedSegment[]): AttributedSegment[] {
  return segments.map(segment => {
    const { place, confidence } = segment
    return place === 'seen' ? segment : { ...segment, confidence: findLeastSure(confidence, 'likely') }
  })
}

/** Gives the loading of modules for nobody to who imports right after or before: Node reads and compiles ES modules between callbacks. */
export function borrowImporter(segments: AttributedSegment[]): AttributedSegment[] {
  return segments.map((segment, index) => {
    const [previous, next] = [segments[index - 1], segments[index + 1]]
    const isCompiling = segment.stack.length === 0 && isSeenAfterwards(segment) && next?.cause === 'module-load'
    if (segment.culprit || !(isCompiling || segment.cause === 'module-load')) return segment
    const culprit = [next, previous].find(near => near?.cause === 'module-load' && near.culprit)?.culprit
    return culprit
      ? { ...segment, cause: 'module-load', confidence: 'likely', culprit }
      : { ...segment, cause: 'module-load' }
  })
}

// On a busy machine the thread may lose its core for a time slice, which looks like a short native call.
const TIME_SLICE_MS = 25

/** Takes a short refusal for a time slice that went to other work, when the same functions were seen running. */
export function trustLike(segments: AttributedSegment[], { evidence }: Facts): AttributedSegment[] {
  const sliceMs = Math.max(TIME_SLICE_MS, evidence.threadTime?.waitMs ?? 0)
  return segments.map(segment => {
    const isTooLong = segment.state !== 'collecting' && segment.refusedMs > sliceMs
    if (segment.confidence !== 'after-native' || isTooLong) return segment
    const key = formatUserKey(segment)
    const like = segments.find(other => isSeenRunning(other) && formatUserKey(other) === key)
    if (!like) return segment
    const { cause, apiName = segment.apiName, culprit = segment.culprit } = like
    const found = { ...(apiName === undefined ? {} : { apiName }), ...(culprit ? { culprit } : {}) }
    return { ...segment, refusedMs: 0, state: 'running', cause, confidence: 'likely', ...found }
  })
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
