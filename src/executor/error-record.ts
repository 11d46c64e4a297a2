import { type ErrorCode, LoophoundError } from '../model/errors.js'

/** What a task threw, in a form that can be sent to another thread or process. */
export type ThrownRecord = { error: ErrorRecord } | { value: unknown }

/** An error, in a form that can be sent. */
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
  const errors: unknown = Reflect.get(thrown, 'errors')
  const next = depth + 1
  return {
    error: {
      name: findName(thrown),
      message: String(thrown.message),
      stack: String(thrown.stack ?? ''),
      properties: readProperties(thrown),
      ...(thrown.cause === undefined || depth > MAX_CAUSES ? {} : { cause: recordThrown(thrown.cause, next) }),
      ...(Array.isArray(errors) && depth <= MAX_CAUSES
        ? { errors: errors.map(error => recordThrown(error, next)) }
        : {}),
    },
  }
}

/** An error may be among its own causes. */
const MAX_CAUSES = 8

/** Makes what was thrown again: an error of the same built-in class, or else an `Error` with the same name, message, code and causes. */
export function restoreThrown(record: ThrownRecord): unknown {
  if ('value' in record) return record.value
  const { name, message, stack, properties, cause, errors } = record.error
  const restored = createAlike(
    name,
    message,
    properties.code,
    errors?.map(error => restoreThrown(error)),
  )
  for (const [key, value] of Object.entries(properties)) define(restored, key, value, true)
  if (cause) define(restored, 'cause', restoreThrown(cause), false)
  define(restored, 'stack', stack, false)
  return restored
}

function createAlike(name: string, message: string, code: unknown, errors: unknown[] | undefined): Error {
  if (name === 'LoophoundError') return new LoophoundError(code as ErrorCode, message)
  if (errors) return define(new AggregateError(errors, message), 'name', name, false)
  const BuiltIn = BUILT_IN.find(candidate => candidate.name === name)
  return BuiltIn ? new BuiltIn(message) : define(new Error(message), 'name', name, false)
}

const BUILT_IN = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]

// Enumerable or not as on an error that was never sent, so that it prints alike.
function define(error: Error, key: string, value: unknown, isEnumerable: boolean): Error {
  return Object.defineProperty(error, key, { value, enumerable: isEnumerable, writable: true, configurable: true })
}

/** Whether it is an error; one of another realm (`node:vm`) is no instance of this one's `Error`. */
export function isErrorLike(thrown: unknown): thrown is Error {
  return thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]'
}

// A class that does not set a name has that of its parent.
function findName(error: Error): string {
  const className: unknown = error.constructor?.name
  return error.name === 'Error' && typeof className === 'string' && className !== '' ? className : String(error.name)
}

function readProperties(error: Error): Record<string, unknown> {
  const names = Object.keys(error).filter(name => !RECORDED.has(name))
  const properties = names.map((name): [string, unknown] => [name, Reflect.get(error, name)])
  return Object.fromEntries(properties.filter(([, value]) => isClonable(value)))
}

const RECORDED = new Set(['name', 'message', 'stack', 'cause', 'errors'])

function isClonable(value: unknown): boolean {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}
