import { formatShare, isLostBy, type MachineCause } from './machine-cause.js'

/** The whole process was stopped, or the machine slept. */
export const suspended: MachineCause = {
  cause: 'suspended',
  general: 'A stopped process or a sleeping machine blocks every thread, the watchdog included.',
  holds: (evidence, lost) => isLostBy(lost.suspendedMs, evidence, lost),
  explain: (evidence, { suspendedMs }) =>
    `Not the code's fault: the watchdog itself stood still for ${formatShare(suspendedMs, evidence)}, so the process was stopped or the machine slept.`,
}
