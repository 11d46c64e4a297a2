import type { Evidence } from '../../model/evidence.js'
import { findLongestMs, type Turn } from '../timeline/turns.js'

/** Many short callbacks in one iteration of the loop, none of which is long. */
export const burst = {
  cause: 'burst',
  holds: (turns: Turn[], { callbacks }: Evidence): boolean =>
    countCallbacks(turns) > 1 || countContexts(turns) > 1 || (turns.length < 2 && (callbacks?.count ?? 0) > 1),
  explain: (turns: Turn[], { samples, thresholdMs, callbacks }: Evidence): string =>
    callbacks
      ? `${callbacks.count} callbacks ran in one turn of the loop, none of them for longer than ${findLongestMs(callbacks)} ms.`
      : `${Math.max(countCallbacks(turns), countContexts(turns))} different callbacks were seen in ${samples.length} samples, none of them over ${thresholdMs} ms.`,
} as const

function countCallbacks(turns: Turn[]): number {
  return new Set(turns.filter(turn => turn.isCallback).map(turn => turn.segments[0]?.raw?.asyncId)).size
}

// Promise jobs have no id of their own, but jobs of different requests have different contexts.
function countContexts(turns: Turn[]): number {
  const contexts = turns.flatMap(turn => turn.segments.flatMap(({ raw }) => (raw?.context ? [raw.context] : [])))
  return new Set(contexts.map(context => JSON.stringify(context))).size
}

/** One callback whose promise jobs or ticks never let the loop turn. */
export const microtasks = {
  cause: 'microtasks',
  holds: (turns: Turn[], { callbacks }: Evidence): boolean =>
    turns.some(turn => !turn.isCallback) || (turns.length < 2 && (callbacks?.jobCount ?? 0) > 1),
  explain: (turns: Turn[], { samples, thresholdMs, callbacks }: Evidence): string =>
    callbacks?.hasPromises
      ? `${callbacks.jobCount} promise jobs and ticks ran one after another without a turn of the loop, none of them for longer than ${findLongestMs(callbacks)} ms.`
      : `${turns.length} promise jobs or ticks were seen in ${samples.length} samples, one after another without a turn of the loop, none of them over ${thresholdMs} ms.`,
} as const
