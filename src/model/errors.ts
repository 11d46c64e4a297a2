/** Stable codes of everything loophound throws. */
export type ErrorCode =
  | 'ERR_LOOPHOUND_BAD_OPTION'
  | 'ERR_LOOPHOUND_BAD_USAGE'
  | 'ERR_LOOPHOUND_BAD_REPORT'
  | 'ERR_LOOPHOUND_BAD_RUN_FILE'
  | 'ERR_LOOPHOUND_BAD_CONFIG'
  | 'ERR_LOOPHOUND_BAD_BASELINE'
  | 'ERR_LOOPHOUND_NOT_MEASURED'
  | 'ERR_LOOPHOUND_BLOCKED'
  | 'ERR_LOOPHOUND_BAD_TASK'
  | 'ERR_LOOPHOUND_UNCLONABLE'
  | 'ERR_LOOPHOUND_QUEUE_FULL'
  | 'ERR_LOOPHOUND_TASK_ABORTED'
  | 'ERR_LOOPHOUND_TASK_TIMED_OUT'
  | 'ERR_LOOPHOUND_WORKER_LOST'
  | 'ERR_LOOPHOUND_EXECUTOR_STOPPED'

/** Base of everything loophound throws; tell them apart by `code`. */
export class LoophoundError extends Error {
  override name = 'LoophoundError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * Error for a bad argument, in the one shape all of them have.
 *
 * @example
 * createBadOption('thresholdMs', 'a number of at least 5 (ms)', 3).message
 * // 'thresholdMs: expected a number of at least 5 (ms), got 3 (number)'
 */
export function createBadOption(name: string, expected: string, got: unknown): LoophoundError {
  return new LoophoundError('ERR_LOOPHOUND_BAD_OPTION', `${name}: expected ${expected}, got ${formatGot(got)}`)
}

/** Error for a command line that cannot be understood, in the one shape all of them have. */
export function createBadUsage(what: string, expected: string, got: string): LoophoundError {
  return new LoophoundError('ERR_LOOPHOUND_BAD_USAGE', `${what}: expected ${expected}, got ${got}`)
}

/** A value as it appears in messages: `3 (number)`, `"fast" (string)`, `null`. */
export function formatGot(got: unknown): string {
  if (got === null || got === undefined) return String(got)
  if (typeof got === 'function') return `${got.name || 'anonymous'} (function)`
  if (typeof got === 'bigint' || typeof got === 'symbol') return `${String(got)} (${typeof got})`
  if (Array.isArray(got)) return `${shorten(toJson(got))} (array)`
  return `${typeof got === 'number' ? String(got) : shorten(toJson(got))} (${typeof got})`
}

function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return Object.prototype.toString.call(value)
  }
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
