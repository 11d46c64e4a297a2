import type { BaselineEntry } from '../model/baseline.js'
import { CAUSES, type Cause } from '../model/causes.js'

/** The entry that an offender is known by. */
export interface Match {
  known: BaselineEntry
  how: MatchKind
}

/** `same`: it is that entry, perhaps under a new name; `covered`: the entry holds for it as well; `guess`: it may be that entry. */
type MatchKind = 'same' | 'covered' | 'guess'

/**
 * Finds for each offender the entry of the baseline it is known by, the surest matches first:
 *
 * 1. the same fingerprint;
 * 2. the same function, of which another run says another cause that is as vague;
 * 3. a function that was renamed or moved, by likeness, each entry once, with the other causes that 2. grants it;
 * 4. one that could not be named: it is given the benefit of the doubt when some entry allows a block that long.
 *
 * The order of offenders and entries makes no difference.
 */
export function matchOffenders(
  offenders: readonly BaselineEntry[],
  entries: readonly BaselineEntry[],
  allowMs: (entry: BaselineEntry) => number,
): Map<BaselineEntry, Match> {
  const state: Matching = { matches: new Map(), entries: [...entries].sort(compareEntries), used: new Set() }
  const open = (): BaselineEntry[] => offenders.filter(offender => !state.matches.has(offender))
  matchEach(open(), state, (offender, entry) => entry.fingerprint === offender.fingerprint, 'same')
  matchEach(open(), state, isSameFunction, 'covered')
  matchAlike(open().filter(isNamed), state)
  matchTwins(open().filter(isNamed), state)
  matchUnnamed(
    open().filter(offender => !isNamed(offender)),
    state,
    allowMs,
  )
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

function isNamed(entry: BaselineEntry): boolean {
  return entry.function !== ''
}

function isSameFunction(offender: BaselineEntry, entry: BaselineEntry): boolean {
  const isSame = isNamed(offender) && offender.function === entry.function && offender.file === entry.file
  return isSame && isSameOrVagueCause(offender.cause, entry.cause)
}

function matchAlike(offenders: BaselineEntry[], { matches, entries, used }: Matching): void {
  const free = entries.filter(entry => isNamed(entry) && !used.has(entry))
  const pairs = [...offenders].sort(compareEntries).flatMap(offender => {
    return free
      .filter(entry => isSameOrVagueCause(offender.cause, entry.cause))
      .map(known => ({ offender, known, likeness: measureLikeness(toFeatures(offender), toFeatures(known)) }))
  })
  pairs.sort((a, b) => b.likeness - a.likeness)
  for (const { offender, known, likeness } of pairs) {
    if (likeness < MIN_LIKENESS || matches.has(offender) || used.has(known)) continue
    matches.set(offender, { known, how: 'same' })
    used.add(known)
  }
}

function matchTwins(offenders: BaselineEntry[], { matches }: Matching): void {
  const renamed = [...matches].filter(([, { how }]) => how === 'same')
  for (const offender of offenders) {
    const known = renamed.find(([other]) => isSameFunction(offender, other))?.[1].known
    if (known) matches.set(offender, { known, how: 'covered' })
  }
}

function toFeatures({ function: name, file, code = '' }: BaselineEntry): Features {
  return { function: name, file, code }
}

// A busy machine sometimes leaves a block without a sample. Which of the known offenders it was cannot be told, nor that it was none.
function matchUnnamed(
  offenders: BaselineEntry[],
  { matches, entries, used }: Matching,
  allowMs: (entry: BaselineEntry) => number,
): void {
  for (const offender of offenders) {
    const wide = entries.filter(entry => allowMs(entry) >= offender.worstMs)
    const known = wide.find(entry => !used.has(entry)) ?? wide[0]
    if (known) matches.set(offender, { known, how: 'guess' })
  }
}

/** By what an offender is recognised. Empty texts are not known. */
interface Features {
  function: string
  file: string
  code: string
}

/** From this likeness on, an offender is taken for one that was renamed or moved: two of three features are the same. */
const MIN_LIKENESS = 0.65

/**
 * How much alike two offenders are, from 0 to 1: the mean likeness of function, file and line of code, as far as both have them.
 *
 * @example
 * measureLikeness({ function: 'resize', file: 'src/a.js', code: 'inflate(png)' }, { function: 'shrink', file: 'src/a.js', code: 'inflate(png)' })
 * // 0.67: renamed
 */
function measureLikeness(one: Features, other: Features): number {
  const parts: [string[], string[]][] = [
    [splitName(one.function), splitName(other.function)],
    [splitPath(one.file), splitPath(other.file)],
    [splitCode(one.code), splitCode(other.code)],
  ]
  const known = parts.filter(([a, b]) => a.length > 0 && b.length > 0)
  const likenesses = known.map(([a, b]) => measureOverlap(a, b))
  return likenesses.length < 2 ? 0 : likenesses.reduce((sum, likeness) => sum + likeness, 0) / likenesses.length
}

/** Whether a cause may be called the other in another run: what a profile tells apart by share only, unlike a call that was seen. */
function isSameOrVagueCause(one: Cause, other: Cause): boolean {
  return one === other || (isVague(one) && isVague(other))
}

function isVague(cause: Cause): boolean {
  return CAUSES[cause].isVague === true
}

// Every function without a name has the same one.
function splitName(name: string): string[] {
  return name === '<anonymous>' ? [] : name.split(/(?=[A-Z])|[^A-Za-z0-9]+/).filter(Boolean)
}

function splitPath(file: string): string[] {
  return file.split('/').filter(Boolean)
}

function splitCode(code: string): string[] {
  return code.match(/\w+|[^\s\w]/g) ?? []
}

/** Share of the parts that both have (Dice), in whatever order. */
function measureOverlap(one: string[], other: string[]): number {
  const left = [...other]
  const shared = one.filter(part => {
    const index = left.indexOf(part)
    if (index >= 0) left.splice(index, 1)
    return index >= 0
  })
  return (2 * shared.length) / (one.length + other.length)
}
