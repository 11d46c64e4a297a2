import type { Evidence } from '../../model/evidence.js'

/** The whole process was stopped, or the machine slept. */
export const suspended = {
  cause: 'suspended',
  general: 'A stopped process or a sleeping machine blocks every thread, the watchdog included.',
  // On a machine with too few cores the watchdog misses its turns, too: a thread that worked all the while was not stopped.
  holds: ({ durationMs, thresholdMs, watchdogGapMs, threadTime }: Evidence): boolean =>
    watchdogGapMs !== undefined &&
    durationMs - watchdogGapMs < thresholdMs &&
    (threadTime === undefined || threadTime.cpuMs + threadTime.waitMs < durationMs / 2),
  explain: ({ durationMs, watchdogGapMs }: Evidence): string =>
    `Not the code's fault: the watchdog itself did not run for ${Math.round(watchdogGapMs ?? 0)} of ${Math.round(durationMs)} ms, so the process was stopped or the machine slept.`,
} as const
