import { LoophoundError } from '../model/errors.js'

/**
 * Error for a value that cannot be sent to another thread or process.
 *
 * @example
 * createUnclonable({ args: [{ onDone() {} }] }, cause).message
 * // 'args[0].onDone: expected something that can be copied to another thread or process, got a function'
 */
export function createUnclonable(named: Record<string, unknown>, cause: unknown): LoophoundError {
  const found = findUnclonable(named)
  const [path, got] = found ? [found.path, found.got] : [Object.keys(named)[0] ?? 'value', String(cause)]
  return new LoophoundError(
    'ERR_LOOPHOUND_UNCLONABLE',
    `${path}: expected something that can be copied to another thread or process, got ${got}`,
    { cause },
  )
}

/** The first property at fault of a value that cannot be cloned; `undefined` when each of them can. */
function findUnclonable(named: Record<string, unknown>): { path: string; got: string } | undefined {
  for (const [name, value] of Object.entries(named)) {
    const found = search(value, name, new Set())
    if (found) return found
  }
  return undefined
}

function search(value: unknown, path: string, seen: Set<unknown>): { path: string; got: string } | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return { path, got: describe(value) }
  if (typeof value !== 'object' || value === null || seen.has(value) || canClone(value)) return undefined
  seen.add(value)
  for (const [step, inner] of listInner(value)) {
    const found = search(inner, path + step, seen)
    if (found) return found
  }
  return { path, got: describe(value) }
}

function canClone(value: object): boolean {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}

function listInner(value: object): [step: string, inner: unknown][] {
  if (value instanceof Map) {
    return [...value].flatMap(([key, inner], index): [string, unknown][] => [
      [`.keys()[${index}]`, key],
      [`.get(${String(key)})`, inner],
    ])
  }
  if (value instanceof Set) return [...value].map((inner, index) => [`.values()[${index}]`, inner])
  // What a getter throws is the clone's error already.
  return Object.keys(value).map(key => [formatStep(key, Array.isArray(value)), readSafely(value, key)])
}

function formatStep(key: string, isIndex: boolean): string {
  if (isIndex) return `[${key}]`
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

function readSafely(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key)
  } catch {
    return undefined
  }
}

function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'symbol') return 'a symbol'
  const name: unknown = (value as object).constructor?.name
  return typeof name === 'string' && name !== '' && name !== 'Object' ? `a ${name}` : 'an object that cannot'
}
