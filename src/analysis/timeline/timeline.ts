import { cutAt, findAt } from '../../model/interval.js'
import { ON_PROFILE, ON_SAMPLES } from '../corrections.js'
import { applyCorrections, type Facts } from './correction.js'
import { cutByProfile } from './profile.js'
import { listSegments, type Segment } from './segment.js'

/**
 * Says what the thread did from the start of the block to its end: segments in order of time that do not overlap and add up to its duration.
 *
 * @example
 * const timeline = buildTimeline({ evidence, readLine: () => undefined })
 */
export function buildTimeline(facts: Facts): Segment[] {
  const sampled = applyCorrections(ON_SAMPLES, listSegments(facts.evidence, facts.ownDirectory), facts)
  const isProfiled = facts.evidence.profile !== undefined && !facts.without?.has('profile')
  const seen = isProfiled ? applyCorrections(ON_PROFILE, cutByProfile(sampled, facts), { ...facts, sampled }) : sampled
  return cutAllowed(cutStalled(seen, facts), facts)
}

// Nothing ran while the process stood still.
function cutStalled(segments: Segment[], { evidence: { watchdogGap } }: Facts): Segment[] {
  const spans = watchdogGap?.spans ?? []
  return cutAt(segments, spans).map(segment => {
    return findAt(spans, segment.startMs) ? { ...segment, state: 'stalled' } : segment
  })
}

// While the loop is stuck no span has ended, and samples tell.
function cutAllowed(segments: Segment[], { evidence: { ignoredSpans } }: Facts): Segment[] {
  return cutAt(segments, ignoredSpans).map(segment => {
    const reason = ignoredSpans.length > 0 ? findAt(ignoredSpans, segment.startMs)?.reason : segment.raw?.ignoredReason
    return reason === undefined ? segment : { ...segment, allowed: reason }
  })
}
