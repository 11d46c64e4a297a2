import type { Block } from '../../model/block.js'
import type { Evidence } from '../../model/evidence.js'
import type { RawFrame } from '../../model/frame.js'
import { judgeFrame } from '../frames/frame.js'
import type { AttributedSegment } from '../timeline/segment.js'
import { findLongestSpan, type Turn } from '../timeline/turns.js'
import { findHeaviestGroup } from './culprit.js'

/** Which callback it was, by the async resource of the heaviest turn, how many there were, and where it was scheduled. */
export function findCallback(
  turns: Turn[],
  { callbacks }: Pick<Evidence, 'callbacks'>,
  ownDirectory?: string,
): Block['callback'] {
  const ids = new Set(turns.filter(turn => turn.isCallback).map(turn => turn.segments[0]?.raw?.asyncId))
  const [heaviest] = [...turns].sort((a, b) => b.weightMs - a.weightMs)
  const scheduledAt = findOrigin(callbacks, heaviest?.segments[0]?.raw?.asyncId)
  return {
    type: heaviest ? nameType(heaviest) : '',
    count: Math.max(callbacks?.count ?? ids.size, turns.length > 0 ? 1 : 0),
    ...(scheduledAt ? { scheduledAt: scheduledAt.map(frame => judgeFrame(frame, ownDirectory)) } : {}),
  }
}

// Inside an `AsyncResource` of the user's the id is not that of the callback.
function findOrigin(callbacks: Evidence['callbacks'], asyncId: number | undefined): RawFrame[] | undefined {
  const find = (wanted: number | undefined) => callbacks?.origins?.find(origin => origin.asyncId === wanted)?.stack
  return find(asyncId) ?? find(findLongestSpan(callbacks)?.asyncId)
}

function nameType({ segments: [segment], isCallback }: Turn): string {
  if (!segment?.raw || segment.stack.length === 0) return ''
  const { asyncId, resourceType } = segment.raw
  if (isCallback) return resourceType === 'Object' ? '' : resourceType
  // Node gives promise jobs no id of their own unless somebody hooks promises, and ticks a plain object.
  if (asyncId === 0 || resourceType === 'Promise') return 'PROMISE'
  if (resourceType === 'Object') return 'TickObject'
  return resourceType === 'AsyncResource' ? 'Microtask' : resourceType
}

/**
 * What the blocking code worked for: the context of the heaviest of the segments that blame the culprit. Where nobody is blamed, the
 * context that all samples share, if they do.
 */
export function findContext(
  { samples }: Evidence,
  suspects: AttributedSegment[] | undefined,
): Record<string, string> | undefined {
  if (suspects) {
    const known = suspects.filter(({ raw }) => raw?.context)
    return findHeaviestGroup(known, ({ raw }) => JSON.stringify(raw?.context))[0]?.raw?.context
  }
  const [first, ...others] = samples.flatMap(({ context }) => (context ? [JSON.stringify(context)] : []))
  return others.every(other => other === first) ? samples.find(({ context }) => context)?.context : undefined
}
