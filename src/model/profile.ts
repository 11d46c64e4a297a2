import type { RawFrame } from './frame.js'

/** A part of a block in which a CPU profile saw one stack. Times are on the process-wide monotonic clock, in ms. */
export interface ProfileSample {
  startMs: number
  endMs: number
  /** Part of it in which V8 collected garbage, in ms. */
  gcMs: number
  /**
   * Innermost frame first; empty when no JavaScript was on the stack. Built-ins of V8 such as `JSON.parse` are not among the frames; native
   * functions of Node and of addons are, with `file: null`. Lines are known of the innermost JavaScript only, if it is on top.
   */
  stack: RawFrame[]
}

/** Name of the innermost frame in a native that a safepoint stands in for: which native that is, a safepoint's own sample tells. */
export const WRAPPED_NATIVE = '(native)'
