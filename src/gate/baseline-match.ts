import type { BaselineEntry } from '../model/baseline.js'
import { CAUSES, type Cause } from '../model/causes.js'

/** The entry that an offender is known by. */
export interface Match {
  known: BaselineEntry
  how: MatchKind
}

/** `same`: it is that entry, perhaps under a new name; `covered`: the entry holds for it as well. */
type MatchKind = 'same' | 'covered'

/**
 * Finds for each offender the entry of the baseline it is known by, the surest matches first:
 *
 * 1. the same fingerprint;
 * 2. the same function, of which another run says another cause that is as vague;
 * 3. a function that was renamed or moved: two of its name, file and line of code are the same. Each entry once, with the other causes that
 *    2. grants it.
 *
 * The order of offenders and entries makes no difference.
 */
export function matchOffenders(
  offenders: readonly BaselineEntry[],
  entries: readonly BaselineEntry[],
): Map<BaselineEntry, Match> {
  const state: Matching = { matches: new Map(), entries: [...entries].sort(compareEntries), used: new Set() }
  const open = (): BaselineEntry[] => offenders.filter(offender => !state.matches.has(offender))
  matchEach(open(), state, (offender, entry) => entry.fingerprint === offender.fingerprint, 'same')
  matchEach(open(), state, isSameFunction, 'covered')
  matchMoved(open(), state)
  matchTwins(open(), state)
  return state.matches
}

interface Matching {
  matches: Map<BaselineEntry, Match>
  entries: BaselineEntry[]
  used: Set<BaselineEntry>
}

/** By file, function, cause and fingerprint: the order in which a baseline is kept. */
export function compareEntries(one: BaselineEntry, other: BaselineEntry): number {
  return (
    compareText(one.file, other.file) ||
    compareText(one.function, other.function) ||
    compareText(one.cause, other.cause) ||
    compareText(one.fingerprint, other.fingerprint)
  )
}

// Not by locale: the same on every machine.
function compareText(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

function matchEach(
  offenders: BaselineEntry[],
  { matches, entries, used }: Matching,
  fits: (offender: BaselineEntry, entry: BaselineEntry) => boolean,
  how: MatchKind,
): void {
  for (const offender of offenders) {
    const known = entries.find(entry => fits(offender, entry))
    if (!known) continue
    matches.set(offender, { known, how })
    used.add(known)
  }
}

function isSameFunction(offender: BaselineEntry, entry: BaselineEntry): boolean {
  const isSame = offender.function === entry.function && offender.file === entry.file
  return isSame && isSameOrVagueCause(offender.cause, entry.cause)
}

function matchMoved(offenders: BaselineEntry[], { matches, entries, used }: Matching): void {
  for (const offender of [...offenders].sort(compareEntries)) {
    const known = entries.find(entry => !used.has(entry) && isMoved(offender, entry))
    if (!known) continue
    matches.set(offender, { known, how: 'same' })
    used.add(known)
  }
}

function isMoved(offender: BaselineEntry, entry: BaselineEntry): boolean {
  if (!isSameOrVagueCause(offender.cause, entry.cause)) return false
  const same = [
    // Every function without a name has the same one.
    offender.function === entry.function && offender.function !== '<anonymous>',
    offender.file === entry.file,
    offender.code !== undefined && offender.code === entry.code,
  ]
  return same.filter(Boolean).length >= 2
}

function matchTwins(offenders: BaselineEntry[], { matches }: Matching): void {
  const renamed = [...matches].filter(([, { how }]) => how === 'same')
  for (const offender of offenders) {
    const known = renamed.find(([other]) => isSameFunction(offender, other))?.[1].known
    if (known) matches.set(offender, { known, how: 'covered' })
  }
}

/** Whether a cause may be called the other in another run: what a profile tells apart by share only, unlike a call that was seen. */
function isSameOrVagueCause(one: Cause, other: Cause): boolean {
  return one === other || (isVague(one) && isVague(other))
}

function isVague(cause: Cause): boolean {
  return CAUSES[cause].isVague === true
}
