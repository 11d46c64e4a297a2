import type { Cause } from '../model/block.js'

/** By what an offender is recognised. Empty texts are not known. */
export interface Features {
  function: string
  file: string
  code: string
}

/** From this likeness on, an offender is taken for one that was renamed or moved: two of three features are the same. */
export const MIN_LIKENESS = 0.65

/**
 * How much alike two offenders are, from 0 to 1: the mean likeness of function, file and line of code, as far as both have them.
 *
 * @example
 * measureLikeness({ function: 'resize', file: 'src/a.js', code: 'inflate(png)' }, { function: 'shrink', file: 'src/a.js', code: 'inflate(png)' })
 * // 0.67: renamed
 */
export function measureLikeness(one: Features, other: Features): number {
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
export function isSameOrVagueCause(one: Cause, other: Cause): boolean {
  return one === other || (VAGUE_CAUSES.has(one) && VAGUE_CAUSES.has(other))
}

const VAGUE_CAUSES: ReadonlySet<Cause> = new Set([
  'javascript',
  'json',
  'regexp',
  'gc',
  'microtasks',
  'burst',
  'native',
  'unknown',
])

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
