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
