import type { Cause } from '../../model/block.js'
import type { Evidence } from '../../model/evidence.js'

/** A cause that is not the code's fault: time was lost in which the code could not run. */
export interface MachineCause {
  readonly cause: Cause
  /** The cause in general, in one sentence. */
  readonly general: string
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
export function isLostBy(mostMs: number, { durationMs, thresholdMs }: Evidence, lost: LostTime): boolean {
  if (mostMs <= 0 || durationMs - sumLostMs(lost) >= thresholdMs) return false
  return mostMs >= Math.max(lost.waitedMs, lost.suspendedMs, lost.heldMs, lost.builtinLoadMs)
}

/** `1990 of 2010 ms`. */
export function formatShare(partMs: number, { durationMs }: Pick<Evidence, 'durationMs'>): string {
  return `${Math.round(partMs)} of ${Math.round(durationMs)} ms`
}
