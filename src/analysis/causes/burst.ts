import type { Evidence } from '../../model/evidence.js'
import { findLongestMs } from '../find-blocking-turn.js'
import type { Turn } from '../find-turns.js'

/** Many short callbacks in one iteration of the loop, none of which is long. */
export const burst = {
  cause: 'burst',
  general: 'Callbacks that come due together run one after another before the loop can turn.',
  holds: (turns: Turn[], { callbacks }: Evidence): boolean =>
    countCallbacks(turns) > 1 || countContexts(turns) > 1 || (turns.length < 2 && (callbacks?.count ?? 0) > 1),
  explain: (turns: Turn[], { samples, thresholdMs, callbacks }: Evidence): string =>
    callbacks
      ? `${callbacks.count} callbacks ran in one turn of the loop, none of them for longer than ${findLongestMs(callbacks)} ms.`
      : `${Math.max(countCallbacks(turns), countContexts(turns))} different callbacks were seen in ${samples.length} samples, none of them over ${thresholdMs} ms.`,
} as const

function countCallbacks(turns: Turn[]): number {
  return new Set(turns.filter(turn => turn.isCallback).map(turn => turn.samples[0]?.raw.asyncId)).size
}

// Promise jobs have no id of their own, but jobs of different requests have different contexts.
function countContexts(turns: Turn[]): number {
  const contexts = turns.flatMap(turn => turn.samples.flatMap(({ raw }) => (raw.context ? [raw.context] : [])))
  return new Set(contexts.map(context => JSON.stringify(context))).size
}
