import { LoophoundError } from '../model/errors.js'
import { isClonable } from './errors.js'

/**
 * Error for a value that cannot be sent to another thread or process.
 *
 * @example
 * createUnclonable('args', [{ onDone() {} }], cause).message
 * // 'args[0].onDone: expected something that can be copied to another thread or process, got a function'
 */
export function createUnclonable(name: string, value: unknown, cause: unknown): LoophoundError {
  const [path, got] = findUnclonable(value, name, new Set()) ?? [name, String(cause)]
  const message = `${path}: expected something that can be copied to another thread or process, got ${got}`
  return new LoophoundError('ERR_LOOPHOUND_UNCLONABLE', message, { cause })
}

/** The first property at fault; `undefined` when each of them can be cloned. */
function findUnclonable(value: unknown, path: string, seen: Set<unknown>): [path: string, got: string] | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return [path, `a ${typeof value}`]
  if (typeof value !== 'object' || value === null || seen.has(value) || isClonable(value)) return undefined
  seen.add(value)
  for (const [step, inner] of listInner(value)) {
    const found = findUnclonable(inner, path + step, seen)
    if (found) return found
  }
  const name: unknown = value.constructor?.name
  return [path, typeof name === 'string' && name !== '' && name !== 'Object' ? `a ${name}` : 'an object that cannot']
}

function listInner(value: object): [step: string, inner: unknown][] {
  if (value instanceof Map) {
    return [...value].flatMap(([key, inner], index) => [
      [`.keys()[${index}]`, key],
      [`.get(${String(key)})`, inner],
    ])
  }
  if (value instanceof Set) return [...value].map((inner, index) => [`.values()[${index}]`, inner])
  return Object.keys(value).map(key => [formatStep(key, Array.isArray(value)), readSafely(value, key)])
}

function formatStep(key: string, isIndex: boolean): string {
  if (isIndex) return `[${key}]`
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

// What a getter throws is the clone's error already.
function readSafely(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key)
  } catch {
    return undefined
  }
}
