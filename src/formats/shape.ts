import { formatGot } from '../model/errors.js'

/** What a value read from outside must look like to be a `T`. */
export interface Shape<T> extends AnyShape {
  /** Never set: makes a shape fit its own type only, so that shape and model cannot drift apart. */
  of?: (value: T) => T
}

/** A shape of whatever type. */
export interface AnyShape {
  /** Finishes the sentence «expected …». */
  expected: string
  /** The first thing wrong with a value, or `undefined` when it has the shape. */
  find: (value: unknown, at: string) => Mismatch | undefined
  /** Fields of an object shape, by name. */
  fields?: Record<string, AnyField>
  /** Shape of the items of an array or of the values of a record. */
  items?: AnyShape
}

/** A field of an object: there, or allowed to be absent. */
type AnyField = AnyShape | { optional: AnyShape }

/** Where a value differs from its shape. */
interface Mismatch {
  at: string
  expected: string
  got: unknown
  /** All words that would do, to suggest the one that was meant. */
  known?: string[]
}

/** A shape for each field of `T`, optional where `T` says so. Unknown fields are tolerated: a later minor version may add some. */
export type FieldShapes<T> = {
  [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? { optional: Shape<Required<T>[K]> } : Shape<T[K]>
}

/** Whether a value has the shape. */
export function hasShape<T>(value: unknown, shape: Shape<T>): value is T {
  return shape.find(value, '') === undefined
}

/** «expected …, got … (type)» for the first thing wrong with a value, or `undefined`. */
export function formatMismatch(value: unknown, shape: AnyShape): string | undefined {
  const mismatch = shape.find(value, '')
  if (!mismatch) return undefined
  const where = mismatch.at ? `${mismatch.at}: ` : ''
  return `${where}expected ${mismatch.expected}, got ${formatGot(mismatch.got)}${suggestKnown(mismatch)}`
}

function suggestKnown({ got, known = [] }: Mismatch): string {
  const nearest = typeof got === 'string' ? findNearest(got, known) : undefined
  return nearest === undefined ? '' : `; did you mean ${nearest}?`
}

/** An object with these fields. */
export function objectOf<T extends object>(expected: string, fields: FieldShapes<T>): Shape<T> {
  const byName: Record<string, AnyField> = { ...fields }
  const find = (value: unknown, at: string): Mismatch | undefined => {
    if (!isObject(value)) return { at, expected, got: value }
    for (const [name, field] of Object.entries(byName)) {
      const mismatch = findInField(value[name], field, at ? `${at}.${name}` : name)
      if (mismatch) return mismatch
    }
    return undefined
  }
  return { expected, find, fields: byName }
}

function findInField(value: unknown, field: AnyField, at: string): Mismatch | undefined {
  if (!('optional' in field)) return field.find(value, at)
  return value === undefined ? undefined : field.optional.find(value, at)
}

/** An object of any keys with values of one shape. */
export function recordOf<T>(items: Shape<T>): Shape<Record<string, T>> {
  const expected = 'an object'
  const find = (value: unknown, at: string): Mismatch | undefined => {
    if (!isObject(value)) return { at, expected, got: value }
    return findFirst(Object.entries(value), ([key, item]) => items.find(item, `${at}.${key}`))
  }
  return { expected, find, items }
}

/** An array with items of one shape. */
export function arrayOf<T>(items: Shape<T>): Shape<T[]> {
  const expected = 'an array'
  const find = (value: unknown, at: string): Mismatch | undefined => {
    if (!Array.isArray(value)) return { at, expected, got: value }
    return findFirst([...value.entries()], ([index, item]) => items.find(item, `${at}[${index}]`))
  }
  return { expected, find, items }
}

function findFirst<T>(values: T[], find: (value: T) => Mismatch | undefined): Mismatch | undefined {
  for (const value of values) {
    const mismatch = find(value)
    if (mismatch) return mismatch
  }
  return undefined
}

/** One of a few strings. */
export function oneOf<const T extends string>(...values: T[]): Shape<T> {
  const accepted: ReadonlySet<unknown> = new Set(values)
  const expected = values.map(value => JSON.stringify(value)).join(' or ')
  const find = (value: unknown, at: string): Mismatch | undefined =>
    accepted.has(value) ? undefined : { at, expected, got: value, known: values }
  return { expected, find }
}

/** Exactly this value. */
export function exactly<const T extends string | number | boolean>(expected: T): Shape<T> {
  return leaf(JSON.stringify(expected), value => value === expected)
}

/** `null` or the shape. */
export function nullOr<T>(shape: Shape<T>): Shape<T | null> {
  const expected = `${shape.expected} or null`
  return { expected, find: (value, at) => (value === null ? undefined : shape.find(value, at)) }
}

/** One of the shapes by the value of their field `state`. */
export function eitherOf<A, B>(first: Shape<A>, second: Shape<B>): Shape<A | B> {
  const expected = `${first.expected} or ${second.expected}`
  return leaf(expected, value => hasShape(value, first) || hasShape(value, second))
}

/** A word, or an object instead of it; what is neither is told as the object. */
export function wordOr<W extends string, T extends object>(word: Shape<W>, object: Shape<T>): Shape<W | T> {
  const find = (value: unknown, at: string): Mismatch | undefined =>
    typeof value === 'string' ? word.find(value, at) : object.find(value, at)
  return { expected: object.expected, find, ...(object.fields ? { fields: object.fields } : {}) }
}

/** Any string. */
export const text: Shape<string> = leaf('a string', value => typeof value === 'string')

/** Any finite number. */
export const finite: Shape<number> = leaf('a number', value => Number.isFinite(value))

/** A whole number of at least 0. */
export const whole: Shape<number> = leaf(
  'a whole number of at least 0',
  value => Number.isInteger(value) && Number(value) >= 0,
)

/** A number of at least `least`. */
export function atLeast(least: number, unit?: string): Shape<number> {
  const expected = `a number of at least ${least}${unit ? ` (${unit})` : ''}`
  return leaf(expected, value => Number.isFinite(value) && Number(value) >= least)
}

/** 0, or a number of at least `least`. */
export function zeroOrAtLeast(least: number, unit: string, zeroMeans: string): Shape<number> {
  const expected = `0 (${zeroMeans}) or a number of at least ${least} (${unit})`
  return leaf(expected, value => value === 0 || (Number.isFinite(value) && Number(value) >= least))
}

/** A string with something in it besides spaces. */
export function filled(expected: string): Shape<string> {
  return leaf(expected, value => typeof value === 'string' && value.trim() !== '')
}

/** A fingerprint. */
export const fingerprintText: Shape<string> = leaf(
  '12 hexadecimal digits',
  value => typeof value === 'string' && /^[0-9a-f]{12}$/.test(value),
)

/** `true` or `false`. */
export const flag: Shape<boolean> = leaf('true or false', value => typeof value === 'boolean')

/** A point in time. */
export const isoTime: Shape<string> = leaf(
  'a time in ISO 8601',
  value => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
)

function leaf<T>(expected: string, accepts: (value: unknown) => boolean): Shape<T> {
  return { expected, find: (value, at) => (accepts(value) ? undefined : { at, expected, got: value }) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * «expected one of …, got …; did you mean …?» for the first key that a shape does not know, or `undefined`. For what people write: a
 * mistyped key would be without effect.
 */
export function findUnknownKey(value: unknown, shape: AnyShape, at = ''): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { fields, items } = shape
  for (const [key, inner] of Object.entries(value)) {
    const where = joinPath(at, key, Array.isArray(value))
    const field = fields && Object.hasOwn(fields, key) ? fields[key] : undefined
    if (fields && !field) return formatUnknown(at, key, Object.keys(fields))
    const innerShape = field ? ('optional' in field ? field.optional : field) : items
    const problem = innerShape && findUnknownKey(inner, innerShape, where)
    if (problem) return problem
  }
  return undefined
}

function joinPath(at: string, key: string, isIndex: boolean): string {
  if (isIndex) return `${at}[${key}]`
  return at ? `${at}.${key}` : key
}

function formatUnknown(at: string, key: string, known: string[]): string {
  const nearest = findNearest(key, known)
  const hint = nearest ? `; did you mean ${nearest}?` : ''
  return `${at ? `${at}: ` : ''}expected only ${known.join(', ')}, got ${formatGot(key)}${hint}`
}

/** The candidate that a mistyped word most likely means, or `undefined` when none is near (more than a third of it differs). */
export function findNearest(word: string, candidates: string[]): string | undefined {
  const ranked = candidates
    .map(candidate => ({ candidate, distance: measureDistance(word, candidate) }))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best && best.distance <= Math.max(1, Math.floor(word.length / 3)) ? best.candidate : undefined
}

/** Edits that turn one word into the other; swapping two neighbours counts as one. */
function measureDistance(from: string, to: string): number {
  let older: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(previous, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1)
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const swapped = isSwap ? at(older, column - 2) + 1 : replaced
      current.push(Math.min(at(previous, column) + 1, at(current, column - 1) + 1, replaced, swapped))
    }
    older = previous
    previous = current
  }
  return at(previous, to.length)
}

function at(row: number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
