import { formatShare, isLostBy, type MachineCause } from './machine-cause.js'

/** Somebody looks at the program while it is paused. */
export const heldByDebugger: MachineCause = {
  cause: 'debugger',
  general: 'A program that is paused in a debugger does nothing until it is resumed.',
  holds: (evidence, lost) => {
    const heldCount = (evidence.samples.length * lost.heldMs) / evidence.durationMs
    return isLostBy(lost.heldMs, { ...evidence, durationMs: evidence.durationMs - heldCount * LOOK_MS }, lost)
  },
  explain: (evidence, { heldMs }) =>
    `Not the code's fault: a debugger held the thread for ${formatShare(heldMs, evidence)}.`,
}

/** A thread that is held still takes our samples, which uses its core for 1 to 2.5 ms each while somebody debugs: no work of the code's. */
const LOOK_MS = 3
