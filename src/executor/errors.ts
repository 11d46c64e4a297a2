import { type ErrorCode, formatGot, LoophoundError } from '../model/errors.js'

/** What a task threw, in a form that can be sent to another thread or process. */
export type ThrownRecord = { value: unknown } | { error: ErrorRecord }

interface ErrorRecord {
  name: string
  message: string
  stack: string
  /** Own properties of it that can be sent, such as `code`. */
  properties: Record<string, unknown>
  cause?: ThrownRecord
  /** Of an AggregateError. */
  errors?: ThrownRecord[]
}

/** Takes down what was thrown, with its causes; what cannot be sent is left out. */
export function recordThrown(thrown: unknown, depth = 0): ThrownRecord {
  if (!isErrorLike(thrown)) return { value: isClonable(thrown) ? thrown : String(thrown) }
  // An error may be among its own causes.
  const { cause, errors }: Partial<AggregateError> = depth > MAX_CAUSES ? {} : thrown
  const properties = Object.entries(thrown).filter(([name, value]) => !RECORDED.has(name) && isClonable(value))
  const error: ErrorRecord = {
    name: findName(thrown),
    message: String(thrown.message),
    stack: String(thrown.stack ?? ''),
    properties: Object.fromEntries(properties),
  }
  if (cause !== undefined) error.cause = recordThrown(cause, depth + 1)
  if (Array.isArray(errors)) error.errors = errors.map(inner => recordThrown(inner, depth + 1))
  return { error }
}

const MAX_CAUSES = 8
const RECORDED = new Set(['name', 'message', 'stack', 'cause', 'errors'])

// One of another realm (`node:vm`) is no instance of this one's `Error`.
function isErrorLike(thrown: unknown): thrown is Error {
  return thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]'
}

// A class that does not set a name has that of its parent.
function findName(error: Error): string {
  const className: unknown = error.constructor?.name
  return error.name === 'Error' && typeof className === 'string' && className !== '' ? className : String(error.name)
}

/** Whether a value can be sent to another thread. */
export function isClonable(value: unknown): boolean {
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
  const { name, properties, cause, stack } = record.error
  const restored = Object.assign(createAlike(record.error), properties)
  // Not enumerable, as on an error that was never sent, so that it prints alike.
  const define = (key: string, value: unknown) =>
    Object.defineProperty(restored, key, { value, writable: true, configurable: true })
  if (restored.name !== name) define('name', name)
  if (cause) define('cause', restoreThrown(cause))
  return define('stack', stack)
}

function createAlike({ name, message, properties, errors }: ErrorRecord): Error {
  if (name === 'LoophoundError') return new LoophoundError(properties.code as ErrorCode, message)
  if (errors) return new AggregateError(errors.map(restoreThrown), message)
  const BuiltIn = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].find(
    own => own.name === name,
  )
  return new (BuiltIn ?? Error)(message)
}

/** What was thrown, in few words. */
export function describeThrown(thrown: unknown): string {
  return isErrorLike(thrown) ? thrown.message : formatGot(thrown)
}

/** Error without a stack: where it was noticed says nothing of the task. */
export function createNotice(
  code: ErrorCode,
  message: string,
  cause: unknown,
  name = 'LoophoundError',
): LoophoundError {
  const error = new LoophoundError(code, message, cause === undefined ? {} : { cause })
  return Object.assign(error, { name, stack: `${name}: ${message}` })
}

/**
 * Puts the functions that await the caller of this below the stack of an error. To be called after an `await` of `awaited`: then V8 knows them,
 * at no cost for those who succeed. (Taking the stack of each call would cost as much as handing over the task.)
 */
export function addCaller(thrown: unknown, awaited: (...args: never[]) => unknown): unknown {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return thrown
  const here: { stack?: string } = {}
  Error.captureStackTrace(here, awaited)
  const lines = here.stack?.split('\n').slice(1) ?? []
  if (lines.length > 0) thrown.stack = [thrown.stack, '    --- awaited by ---', ...lines].join('\n')
  return thrown
}
