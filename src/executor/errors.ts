import { type ErrorCode, formatGot, LoophoundError } from '../model/errors.js'

/** What a task threw, in a form that can be sent to another thread or process. */
export type ThrownRecord = { error: ErrorRecord } | { value: unknown }

interface ErrorRecord {
  name: string
  message: string
  stack: string
  /** Own properties of it that can be sent, such as `code`. */
  properties: Record<string, unknown>
  cause: ThrownRecord | undefined
  /** Of an AggregateError. */
  errors: ThrownRecord[] | undefined
}

/** Takes down what was thrown, with its causes; what cannot be sent is left out. */
export function recordThrown(thrown: unknown, depth = 0): ThrownRecord {
  if (!isErrorLike(thrown)) return { value: isClonable(thrown) ? thrown : String(thrown) }
  // An error may be among its own causes.
  const { cause, errors }: Partial<AggregateError> = depth > MAX_CAUSES ? {} : thrown
  const record = (inner: unknown) => recordThrown(inner, depth + 1)
  const properties = Object.entries(thrown).filter(([name, value]) => !RECORDED.has(name) && isClonable(value))
  return {
    error: {
      name: findName(thrown),
      message: String(thrown.message),
      stack: String(thrown.stack ?? ''),
      properties: Object.fromEntries(properties),
      cause: cause === undefined ? undefined : record(cause),
      errors: Array.isArray(errors) ? errors.map(record) : undefined,
    },
  }
}

const MAX_CAUSES = 8
const RECORDED = new Set(['name', 'message', 'stack', 'cause', 'errors'])

// A class that does not set a name has that of its parent.
function findName(error: Error): string {
  const className: unknown = error.constructor?.name
  return error.name === 'Error' && typeof className === 'string' && className !== '' ? className : String(error.name)
}

function isClonable(value: unknown): boolean {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}

/** Makes what was thrown again: an error of the same built-in class, or else an `Error` with the same name, message, code and causes. */
export function restoreThrown(record: ThrownRecord): unknown {
  if ('value' in record) return record.value
  const { properties, cause, stack } = record.error
  const restored = createAlike(record.error)
  for (const [key, value] of Object.entries(properties)) define(restored, key, value, true)
  if (cause) define(restored, 'cause', restoreThrown(cause))
  return define(restored, 'stack', stack)
}

function createAlike({ name, message, properties, errors }: ErrorRecord): Error {
  if (name === 'LoophoundError') return new LoophoundError(properties.code as ErrorCode, message)
  if (errors) return define(new AggregateError(errors.map(restoreThrown), message), 'name', name)
  const BuiltIn = BUILT_IN.find(candidate => candidate.name === name)
  return BuiltIn ? new BuiltIn(message) : define(new Error(message), 'name', name)
}

const BUILT_IN = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]

// Enumerable or not as on an error that was never sent, so that it prints alike.
function define(error: Error, key: string, value: unknown, enumerable = false): Error {
  return Object.defineProperty(error, key, { value, enumerable, writable: true, configurable: true })
}

// One of another realm (`node:vm`) is no instance of this one's `Error`.
function isErrorLike(thrown: unknown): thrown is Error {
  return thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]'
}

/** What was thrown, in few words. */
export function describeThrown(thrown: unknown): string {
  return isErrorLike(thrown) ? thrown.message : formatGot(thrown)
}

/**
 * Puts the functions that await the caller of this below the stack of an error. To be called after an `await` of `awaited`: then V8 knows them,
 * at no cost for those who succeed. (Taking the stack of each call would cost as much as handing over the task.)
 *
 * @returns what was thrown
 */
export function addCaller(thrown: unknown, awaited: (...args: never[]) => unknown): unknown {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return thrown
  const here: { stack?: string } = {}
  Error.captureStackTrace(here, awaited)
  const lines = here.stack?.split('\n').slice(1) ?? []
  if (lines.length > 0) thrown.stack = [thrown.stack, '    --- awaited by ---', ...lines].join('\n')
  return thrown
}
