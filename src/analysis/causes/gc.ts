import type { Confidence } from '../../model/block.js'
import type { Evidence, GcTime } from '../../model/evidence.js'
import type { Suspicion } from '../attribution/culprit.js'
import { formatShare, type LostTime } from './machine.js'

/** Collecting garbage took most of the time; whose garbage it is shows in the stacks between the collections. */
export const gc = {
  cause: 'gc',
  // A collection waits for a core like everything else, so that time stays on both sides.
  holds: ({ durationMs, gc: time }: Evidence, { suspendedMs, heldMs }: LostTime): boolean =>
    time !== undefined && time.totalMs * 2 >= durationMs - suspendedMs - heldMs,
  /** Whether it still was most of the time if no other code had waited for a core: how much of its time it did is not known. */
  isCertain: ({ durationMs, gc: time, threadTime }: Evidence, { suspendedMs, heldMs }: LostTime): boolean =>
    time !== undefined && time.totalMs * 2 - (threadTime?.waitMs ?? 0) >= durationMs - suspendedMs - heldMs,
  explain: (evidence: Evidence, culprit: Suspicion['culprit'], confidence: Confidence): string => {
    const share = `${formatShare(evidence.gc?.totalMs ?? 0, evidence)}${formatPauses(evidence.gc)}`
    return `Garbage collection took ${share}${formatMaker(culprit, confidence)}.`
  },
  /** What to add to another cause's sentence: how much of the block was garbage collection, when that is worth a word. */
  mention: ({ durationMs, gc: time }: Evidence): string => {
    if (time === undefined || time.totalMs < Math.max(SHORTEST_MENTIONED_MS, durationMs / 10)) return ''
    return ` Garbage collection took ${Math.round(time.totalMs)} ms of it.`
  },
} as const

const SHORTEST_MENTIONED_MS = 5

function formatMaker(culprit: Suspicion['culprit'], confidence: Confidence): string {
  if (!culprit) return ''
  if (confidence === 'after-native') return '; the frame is the first JavaScript that ran after it'
  return `, mostly for objects that ${culprit.function} allocated`
}

function formatPauses(time: GcTime | undefined): string {
  return time && time.count > 1 ? ` (${time.count} pauses)` : ''
}
