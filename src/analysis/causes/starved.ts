import type { Evidence } from '../../model/evidence.js'

/** Other processes had the cores. */
export const starved = {
  cause: 'starved',
  general: 'A thread that is ready to run but gets no core is late without doing anything.',
  holds: ({ durationMs, thresholdMs, threadTime }: Evidence): boolean =>
    threadTime !== undefined && durationMs - threadTime.waitMs < thresholdMs,
  explain: ({ durationMs, threadTime }: Evidence): string =>
    `Not the code's fault: the thread waited for a core for ${Math.round(threadTime?.waitMs ?? 0)} of ${Math.round(durationMs)} ms while other work had them all.`,
} as const
