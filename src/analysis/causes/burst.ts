import type { Evidence } from '../../model/evidence.js'
import type { Turn } from '../find-turns.js'

/** Many short callbacks in one iteration of the loop, none of which is long. */
export const burst = {
  cause: 'burst',
  general: 'Callbacks that come due together run one after another before the loop can turn.',
  holds: (turns: Turn[]): boolean => countCallbacks(turns) > 1 || countContexts(turns) > 1,
  explain: (turns: Turn[], { samples, thresholdMs }: Evidence): string =>
    `${Math.max(countCallbacks(turns), countContexts(turns))} different callbacks were seen in ${samples.length} samples, none of them over ${thresholdMs} ms.`,
} as const

function countCallbacks(turns: Turn[]): number {
  return new Set(turns.filter(turn => turn.isCallback).map(turn => turn.samples[0]?.raw.asyncId)).size
}

// Promise jobs have no id of their own, but jobs of different requests have different contexts.
function countContexts(turns: Turn[]): number {
  const contexts = turns.flatMap(turn => turn.samples.flatMap(({ raw }) => (raw.context ? [raw.context] : [])))
  return new Set(contexts.map(context => JSON.stringify(context))).size
}
