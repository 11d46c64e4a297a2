import type { Evidence } from '../../model/evidence.js'
import type { ReadLine } from '../frames/source-lines.js'

/** What is known of a block beside its segments. */
export interface Facts {
  evidence: Evidence
  readLine: ReadLine
  /** Absolute path of loophound itself. */
  ownDirectory?: string | undefined
  /** Names of the corrections to leave out, to see what they are worth. */
  without?: ReadonlySet<string> | undefined
}

/** One reason why things are not as they look, and what is made of it. */
export interface Correction<T, F = Facts> {
  name: string
  /** How a real machine makes it necessary, in one sentence. */
  why: string
  apply(subject: T, facts: F): T
}

/** Corrects what the evidence seems to say, in order. */
export function applyCorrections<T, F extends Facts>(
  corrections: readonly Correction<T, F>[],
  subject: T,
  facts: F,
): T {
  return corrections.reduce((corrected, { name, apply }) => {
    return facts.without?.has(name) ? corrected : apply(corrected, facts)
  }, subject)
}
