import { formatGot, LoophoundError } from '../model/errors.js'
import { findNearest } from './find-nearest.js'

/** Error for a command line that cannot be understood, in the one shape all of them have. */
export function createBadUsage(what: string, expected: string, got: string): LoophoundError {
  return new LoophoundError('ERR_LOOPHOUND_BAD_USAGE', `${what}: expected ${expected}, got ${got}`)
}

/** Error for a word that is none of the known ones, with the nearest one suggested. */
export function createUnknownWord(what: string, expected: string, word: string, known: string[]): LoophoundError {
  const nearest = findNearest(word, known)
  return createBadUsage(what, expected, `${formatGot(word)}${nearest ? `; did you mean ${nearest}?` : ''}`)
}
