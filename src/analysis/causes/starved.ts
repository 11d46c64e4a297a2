import { formatShare, isLostBy, type MachineCause } from './machine-cause.js'

/** Other processes had the cores. */
export const starved: MachineCause = {
  cause: 'starved',
  general: 'A thread that is ready to run but gets no core is late without doing anything.',
  holds: (evidence, lost) => isLostBy(lost.waitedMs, evidence, lost),
  explain: (evidence, { waitedMs }) =>
    `Not the code's fault: the thread waited for a core for ${formatShare(waitedMs, evidence)} while other work had them all.`,
}
