import type { Evidence } from '../../model/evidence.js'
import { findLongestMs } from '../find-blocking-turn.js'
import type { Turn } from '../find-turns.js'

/** One callback whose promise jobs or ticks never let the loop turn. */
export const microtasks = {
  cause: 'microtasks',
  general: 'Promise jobs and process.nextTick callbacks all run before the loop turns, new ones included.',
  holds: (turns: Turn[], { callbacks }: Evidence): boolean =>
    turns.some(turn => !turn.isCallback) || (turns.length < 2 && (callbacks?.jobCount ?? 0) > 1),
  explain: (turns: Turn[], { samples, thresholdMs, callbacks }: Evidence): string =>
    callbacks?.hasPromises
      ? `${callbacks.jobCount} promise jobs and ticks ran one after another without a turn of the loop, none of them for longer than ${findLongestMs(callbacks)} ms.`
      : `${turns.length} promise jobs or ticks were seen in ${samples.length} samples, one after another without a turn of the loop, none of them over ${thresholdMs} ms.`,
} as const
