import type { Evidence } from '../../model/evidence.js'
import type { Turn } from '../find-turns.js'

/** One callback whose promise jobs or ticks never let the loop turn. */
export const microtasks = {
  cause: 'microtasks',
  general: 'Promise jobs and process.nextTick callbacks all run before the loop turns, new ones included.',
  holds: (turns: Turn[]): boolean => turns.some(turn => !turn.isCallback),
  explain: (turns: Turn[], { samples, thresholdMs }: Evidence): string =>
    `${turns.length} promise jobs or ticks were seen in ${samples.length} samples, one after another without a turn of the loop, none of them over ${thresholdMs} ms.`,
} as const
