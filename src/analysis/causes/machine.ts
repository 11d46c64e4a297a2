import type { Cause } from '../../model/block.js'
import type { Evidence } from '../../model/evidence.js'
import type { Frame } from '../../model/frame.js'

/** A cause that is not the code's fault: time was lost in which the code could not run. */
export interface MachineCause {
  readonly cause: Cause
  /** Whether so much of the block was lost that less than the threshold is left, most of it this way. */
  holds(evidence: Evidence, lost: LostTime): boolean
  /** The cause in this case, in one sentence. */
  explain(evidence: Evidence, lost: LostTime): string
}

/** Time of a block in which its code could not run, in ms. No moment counts twice. */
export interface LostTime {
  /** Ready to run, and other work had the cores. */
  waitedMs: number
  /** The whole process stood still. */
  suspendedMs: number
  /** A debugger held the thread. */
  heldMs: number
  /** Node.js loaded builtin modules. */
  builtinLoadMs: number
}

function sumLostMs({ waitedMs, suspendedMs, heldMs, builtinLoadMs }: LostTime): number {
  return waitedMs + suspendedMs + heldMs + builtinLoadMs
}

/** Whether what is left of the block is no block, and `mostMs` is the largest part of what was lost. */
function isLostBy(mostMs: number, { durationMs, thresholdMs }: Evidence, lost: LostTime): boolean {
  if (mostMs <= 0 || durationMs - sumLostMs(lost) >= thresholdMs) return false
  return mostMs >= Math.max(lost.waitedMs, lost.suspendedMs, lost.heldMs, lost.builtinLoadMs)
}

/** `1990 of 2010 ms`. */
export function formatShare(partMs: number, { durationMs }: Pick<Evidence, 'durationMs'>): string {
  return `${Math.round(partMs)} of ${Math.round(durationMs)} ms`
}

/** Other processes had the cores. */
export const starved: MachineCause = {
  cause: 'starved',
  holds: (evidence, lost) => isLostBy(lost.waitedMs, evidence, lost),
  explain: (evidence, { waitedMs }) =>
    `Not the code's fault: the thread waited for a core for ${formatShare(waitedMs, evidence)} while other work had them all.`,
}

/** The whole process was stopped, or the machine slept. */
export const suspended: MachineCause = {
  cause: 'suspended',
  holds: (evidence, lost) => isLostBy(lost.suspendedMs, evidence, lost),
  explain: (evidence, { suspendedMs }) =>
    `Not the code's fault: the watchdog itself stood still for ${formatShare(suspendedMs, evidence)}, so the process was stopped or the machine slept.`,
}

/** Somebody looks at the program while it is paused. */
export const heldByDebugger: MachineCause = {
  cause: 'debugger',
  holds: (evidence, lost) => {
    const heldCount = (evidence.samples.length * lost.heldMs) / evidence.durationMs
    return isLostBy(lost.heldMs, { ...evidence, durationMs: evidence.durationMs - heldCount * LOOK_MS }, lost)
  },
  explain: (evidence, { heldMs }) =>
    `Not the code's fault: a debugger held the thread for ${formatShare(heldMs, evidence)}.`,
}

/** A thread that is held still takes our samples, which uses its core for 1 to 2.5 ms each while somebody debugs: no work of the code's. */
const LOOK_MS = 3

/** Node.js loads most of its builtin modules when they are first used: the first `fetch` of a process loads its whole HTTP client. */
export const builtinLoad: MachineCause = {
  cause: 'builtin-load',
  holds: (evidence, lost) => isLostBy(lost.builtinLoadMs, evidence, lost),
  explain: (evidence, { builtinLoadMs }) =>
    `Node.js loaded builtin modules for ${formatShare(builtinLoadMs, evidence)}, which it does once in a process.`,
}

/** Whether Node's loader of builtin modules is in the stack. */
export function isBuiltinLoad(stack: Frame[]): boolean {
  return stack.some(
    ({ function: name, file }) => name === 'compileForInternalLoader' && file.startsWith('node:internal/'),
  )
}
