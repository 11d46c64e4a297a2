import { formatGot } from './errors.js'
import { findNearest } from './find-nearest.js'

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
  /** What JSON Schema says of it, besides what follows. */
  schema: Schema
  /** Fields of an object shape, by name. */
  fields?: Record<string, AnyField>
  /** Fields of an object shape of which one at least must be there. */
  least?: readonly string[]
  /** Shape of the items of an array or of the values of a record. */
  items?: AnyShape
  /** Shapes of which a value has one. */
  choices?: AnyShape[]
}

/** Keywords of JSON Schema. */
export type Schema = Record<string, unknown>

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

/**
 * A value that has the shape, without unknown keys: for what people write.
 *
 * @param refuse gives the error for the sentence about what is wrong: «expected …, got …», with the path of a field before it
 * @throws what `refuse` gives
 */
export function checkShape<T>(value: unknown, shape: Shape<T>, refuse: (problem: string) => Error): T {
  const unknown = findUnknownKey(value, shape)
  if (unknown === undefined && hasShape(value, shape)) return value
  throw refuse(unknown ?? formatMismatch(value, shape) ?? `expected ${shape.expected}`)
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

/**
 * An object with these fields.
 *
 * @param least fields of which one at least must be there, and how this is told
 */
export function objectOf<T extends object>(
  expected: string,
  fields: FieldShapes<T>,
  least?: { of: readonly (keyof T & string)[]; expected: string },
): Shape<T> {
  const byName: Record<string, AnyField> = { ...fields }
  const find = (value: unknown, at: string): Mismatch | undefined => {
    if (!isObject(value)) return { at, expected, got: value }
    for (const [name, field] of Object.entries(byName)) {
      const mismatch = findInField(value[name], field, at ? `${at}.${name}` : name)
      if (mismatch) return mismatch
    }
    const isBare = least?.of.every(name => value[name] === undefined)
    return isBare ? { at, expected: least?.expected ?? expected, got: value } : undefined
  }
  return { expected, find, schema: { type: 'object' }, fields: byName, ...(least ? { least: least.of } : {}) }
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
  return { expected, find, schema: { type: 'object' }, items }
}

/** An array with items of one shape. */
export function arrayOf<T>(items: Shape<T>, expected = 'an array'): Shape<T[]> {
  const find = (value: unknown, at: string): Mismatch | undefined => {
    if (!Array.isArray(value)) return { at, expected, got: value }
    return findFirst([...value.entries()], ([index, item]) => items.find(item, `${at}[${index}]`))
  }
  return { expected, find, schema: { type: 'array' }, items }
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
  return { expected, find, schema: { enum: values } }
}

/** Exactly this value. */
export function exactly<const T extends string | number | boolean>(expected: T): Shape<T> {
  return leaf(JSON.stringify(expected), { const: expected }, value => value === expected)
}

/** `null` or the shape. */
export function nullOr<T>(shape: Shape<T>): Shape<T | null> {
  const expected = `${shape.expected} or null`
  const schema = { ...shape.schema, type: [shape.schema.type, 'null'] }
  return { expected, find: (value, at) => (value === null ? undefined : shape.find(value, at)), schema }
}

/** One of two shapes. */
export function eitherOf<A, B>(first: Shape<A>, second: Shape<B>): Shape<A | B> {
  const expected = `${first.expected} or ${second.expected}`
  return { ...leaf(expected, {}, value => hasShape(value, first) || hasShape(value, second)), choices: [first, second] }
}

/** A word, or an object instead of it; what is neither is told as the object. */
export function wordOr<W extends string, T extends object>(word: Shape<W>, object: Shape<T>): Shape<W | T> {
  return orObject('string', word, object)
}

/** A switch, or an object instead of it; what is neither is told as the object. */
export function flagOr<T extends object>(object: Shape<T>): Shape<boolean | T> {
  return orObject('boolean', flag, object)
}

function orObject<S, T extends object>(type: 'string' | 'boolean', simple: Shape<S>, object: Shape<T>): Shape<S | T> {
  const find = (value: unknown, at: string): Mismatch | undefined =>
    (typeof value === type ? simple : object).find(value, at)
  const { expected, fields = {} } = object
  return { expected, find, schema: {}, fields, choices: [simple, object] }
}

/** Any string. */
export const text: Shape<string> = leaf('a string', { type: 'string' }, value => typeof value === 'string')

/** Any finite number. */
export const finite: Shape<number> = leaf('a number', { type: 'number' }, value => Number.isFinite(value))

/** A number that loophound never writes below 0. A reader takes any: a clock that was set back is no reason to lose a report. */
export const amount: Shape<number> = { ...finite, schema: { type: 'number', minimum: 0 } }

/** A whole number of at least 0. */
export const whole: Shape<number> = leaf(
  'a whole number of at least 0',
  { type: 'integer', minimum: 0 },
  value => Number.isInteger(value) && Number(value) >= 0,
)

/** Where a number may lie. */
export interface Range {
  least: number
  /** Absent: any number from `least` on. */
  most?: number
  unit?: string
  /** What 0 means, where it may stand below `least`. */
  zero?: string
}

/** A number in a range. */
export function numberIn({ least, most, unit, zero }: Range): Shape<number> {
  const numbers = most === undefined ? `a number of at least ${least}` : `a number from ${least} to ${most}`
  const expected = `${zero ? `0 (${zero}) or ` : ''}${numbers}${unit ? ` (${unit})` : ''}`
  const range = { minimum: least, ...(most === undefined ? {} : { maximum: most }) }
  const schema = { type: 'number', ...(zero ? { anyOf: [{ const: 0 }, range] } : range) }
  const isIn = (value: number) => value >= least && value <= (most ?? Number.MAX_VALUE)
  return leaf(
    expected,
    schema,
    value => typeof value === 'number' && (isIn(value) || (zero !== undefined && value === 0)),
  )
}

/** A string with something in it besides spaces. */
export function filled(expected: string): Shape<string> {
  const schema = { type: 'string', pattern: '\\S' }
  return leaf(expected, schema, value => typeof value === 'string' && value.trim() !== '')
}

/** A fingerprint. */
export const fingerprintText: Shape<string> = leaf(
  '12 hexadecimal digits',
  { type: 'string', pattern: '^[0-9a-f]{12}$' },
  value => typeof value === 'string' && /^[0-9a-f]{12}$/.test(value),
)

/** `true` or `false`, as a config holds it. */
export const flag: Shape<boolean> = leaf('true or false', { type: 'boolean' }, value => typeof value === 'boolean')

/** `true` or `false`, as code gives it. */
export const boolean: Shape<boolean> = leaf('a boolean', flag.schema, value => typeof value === 'boolean')

/** A function, of whatever it takes and gives. */
export function functionOf<F>(): Shape<F> {
  return leaf('a function', {}, value => typeof value === 'function')
}

/** A point in time. */
export const isoTime: Shape<string> = leaf(
  'a time in ISO 8601',
  { type: 'string', format: 'date-time' },
  value => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
)

function leaf<T>(expected: string, schema: Schema, accepts: (value: unknown) => boolean): Shape<T> {
  return { expected, find: (value, at) => (accepts(value) ? undefined : { at, expected, got: value }), schema }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** «expected one of …, got …; did you mean …?» for the first key that a shape does not know, or `undefined`: it would be without effect. */
function findUnknownKey(value: unknown, shape: AnyShape, at = ''): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { fields, items } = shape
  if (fields && Array.isArray(value)) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const where = joinPath(at, key, Array.isArray(value))
    const field = findField(shape, key)
    if (fields && !field) return formatUnknown(at, key, Object.keys(fields))
    const innerShape = field ?? items
    const problem = innerShape && findUnknownKey(inner, innerShape, where)
    if (problem) return problem
  }
  return undefined
}

/** Shape of a field of an object shape. */
export function findField({ fields = {} }: AnyShape, name: string): AnyShape | undefined {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  return field && 'optional' in field ? field.optional : field
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
