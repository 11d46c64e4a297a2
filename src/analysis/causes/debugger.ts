import { formatShare, isLostBy, type MachineCause } from './machine-cause.js'

/** Somebody looks at the program while it is paused. */
export const heldByDebugger: MachineCause = {
  cause: 'debugger',
  general: 'A program that is paused in a debugger does nothing until it is resumed.',
  holds: (evidence, lost) => isLostBy(lost.heldMs, evidence, lost),
  explain: (evidence, { heldMs }) =>
    `Not the code's fault: a debugger held the thread for ${formatShare(heldMs, evidence)}.`,
}
