import { formatGot } from '../model/errors.js'
import { findNearest } from './find-nearest.js'
import type { AnyShape } from './shape.js'

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
