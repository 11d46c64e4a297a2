import type { Cause } from './block.js'

/** Version of the baseline file. Readers refuse others. */
export const BASELINE_VERSION = 1

/** Offenders that are known and tolerated: a file that is made for review. */
export interface Baseline {
  version: typeof BASELINE_VERSION
  /** Sorted by file, function and cause. */
  offenders: BaselineEntry[]
}

/** One known offender. */
export interface BaselineEntry {
  /** Identity of the offender across runs. 12 hexadecimal digits. */
  fingerprint: string
  /** Name of the culprit function. */
  function: string
  /** Path of its file relative to the project, with forward slashes. */
  file: string
  cause: Cause
  /** Longest block recorded, without the time it waited for a core, in ms. */
  worstMs: number
  /** The line that blocked, by which a function that was renamed or moved is recognised. */
  code?: string
  /** What the team has to say about it; kept by updates. */
  note?: string
}

/** What a baseline says of one offender. */
export interface Standing {
  /** `known`: recorded and within what that allows; `worse`: recorded and over it. */
  state: 'new' | 'known' | 'worse'
  /** Longest block of this run, without the time it waited for a core, in ms. */
  judgedMs: number
  /** Absent for `new`. In ms. */
  recordedMs?: number
  /** Longest block that would pass, in ms; absent for `new`. */
  allowedMs?: number
  /** The note of the entry. */
  note?: string
  /** What the baseline calls it, when it was recognised otherwise: it was renamed or moved, or has another cause. */
  recordedAs?: { function: string; file: string; cause: Cause }
}
