import { nowMs as readNowMs } from '../../system/clock.js'

/** Says what the running code works for: inside the blocking code, so that `AsyncLocalStorage#getStore()` answers. */
export type ContextSource = () => unknown

/** All who say something of it. */
export interface ContextSources {
  /** loophound's own, which take next to no time. */
  own: Iterable<ContextSource>
  /** Others' code. */
  users: Iterable<ContextSource>
}

/** Reads the context of the code that is running now. */
export interface ContextReader {
  /** What all sources say, merged, later ones first, users' before loophound's own; `undefined` when none says anything. */
  read(): Record<string, string> | undefined
}

/**
 * Creates a reader that bounds what the sources may do: one that throws says nothing, a user's that takes long is left alone for a while,
 * and of what it returns only a few short texts are kept.
 */
export function createContextReader(readSources: () => ContextSources, nowMs: () => number = readNowMs): ContextReader {
  const restingUntilMs = new WeakMap<ContextSource, number>()
  const askUser = (source: ContextSource): Entry[] => {
    const startMs = nowMs()
    if (startMs < (restingUntilMs.get(source) ?? 0)) return []
    const entries = ask(source)
    const durationMs = nowMs() - startMs
    if (durationMs > SLOW_MS) restingUntilMs.set(source, startMs + durationMs * REST_RATIO)
    return entries
  }
  return {
    read: () => {
      const { own, users } = readSources()
      const entries = [...[...own].flatMap(ask), ...[...users].flatMap(askUser)]
      return entries.length > 0 ? Object.fromEntries(entries) : undefined
    },
  }
}

/** A source that takes longer makes the block that it is to explain longer. */
const SLOW_MS = 10
/** So that a slow one takes no more than 5 % of the thread's time. */
const REST_RATIO = 20

const MAX_ENTRIES = 20
const MAX_NAME_CHARS = 64
const MAX_VALUE_CHARS = 256

type Entry = [name: string, value: string]

function ask(source: ContextSource): Entry[] {
  try {
    return readEntries(source())
  } catch {
    return []
  }
}

function readEntries(context: unknown): Entry[] {
  if (typeof context !== 'object' || context === null || Array.isArray(context)) return []
  const names = Object.keys(context).slice(0, MAX_ENTRIES)
  return names.flatMap(name => {
    const value = readText(context, name)
    return value === undefined ? [] : [[shorten(name, MAX_NAME_CHARS), shorten(value, MAX_VALUE_CHARS)]]
  })
}

// A getter that throws costs its own entry only. The text of an object, such as a buffer, may take long to make.
function readText(context: object, name: string): string | undefined {
  try {
    const value: unknown = Reflect.get(context, name)
    return TEXT_TYPES.has(typeof value) ? String(value) : undefined
  } catch {
    return undefined
  }
}

const TEXT_TYPES: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'bigint'])

function shorten(text: string, mostChars: number): string {
  return text.length > mostChars ? `${text.slice(0, mostChars - 1)}…` : text
}

/**
 * Ids of the active OpenTelemetry span, when the app has loaded `@opentelemetry/api`, as a context source. The package is never loaded
 * here: whichever copies of it a process has, they share what is registered under a global symbol.
 *
 * @returns `{ traceId, spanId }`, or `undefined` without an active span
 * @throws what a context manager of the app's throws
 */
export function readTraceIds(): { traceId: string; spanId: string } | undefined {
  const api: unknown = Reflect.get(globalThis, API)
  const active = callMethod(Reflect.get(Object(api), 'context'), 'active')
  const span = callMethod(active, 'getValue', ACTIVE_SPAN)
  const { traceId, spanId } = Object(callMethod(span, 'spanContext')) as { traceId?: unknown; spanId?: unknown }
  return isId(traceId) && isId(spanId) ? { traceId, spanId } : undefined
}

const API = Symbol.for('opentelemetry.js.api.1')
const ACTIVE_SPAN = Symbol.for('OpenTelemetry Context Key SPAN')

function callMethod(target: unknown, name: string, ...args: unknown[]): unknown {
  if (typeof target !== 'object' || target === null) return undefined
  const method: unknown = Reflect.get(target, name)
  return typeof method === 'function' ? Reflect.apply(method, target, args) : undefined
}

// All zeros: a span that is none.
function isId(id: unknown): id is string {
  return typeof id === 'string' && /[1-9a-f]/i.test(id)
}
