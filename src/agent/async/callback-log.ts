import type { CallbackRecord, CallbackSpan } from '../../model/evidence.js'
import type { BusyInterval } from '../clock/iteration-clock.js'

/** The callbacks of one iteration, in bounded memory. */
export interface CallbackLog {
  add(startMs: number, endMs: number, asyncId: number, resource: unknown): void
  /** What began in the interval; forgets all that began before its end. */
  take(interval: BusyInterval): Omit<CallbackRecord, 'hasPromises' | 'origins'>
  clear(): void
}

/** Creates an empty log. */
export function createCallbackLog(): CallbackLog {
  const starts = new Float64Array(MAX_CALLBACKS)
  const durations = new Float64Array(MAX_CALLBACKS)
  const jobs = new Uint8Array(MAX_CALLBACKS)
  let length = 0
  let beyond = { count: 0, jobCount: 0, coveredMs: 0 }
  let spans: CallbackSpan[] = []

  const clear = () => {
    if (length > 0 && beyond.count + beyond.jobCount > 0) beyond = { count: 0, jobCount: 0, coveredMs: 0 }
    length = 0
    if (spans.length > 0) spans = []
  }
  return {
    add: (startMs, endMs, asyncId, resource) => {
      const durationMs = endMs - startMs
      const type = readType(resource)
      if (length < MAX_CALLBACKS) {
        starts[length] = startMs
        durations[length] = durationMs
        jobs[length] = isJob(type) ? 1 : 0
        length += 1
      } else {
        beyond[isJob(type) ? 'jobCount' : 'count'] += 1
        beyond.coveredMs += durationMs
      }
      if (durationMs >= LONG_MS && spans.length < MAX_SPANS) spans.push({ startMs, endMs, asyncId, type })
    },
    take: ({ startMs, endMs }) => {
      const isWithin = (atMs: number) => atMs >= startMs - SLACK_MS && atMs <= endMs
      const found = { ...beyond, spans: spans.filter(span => isWithin(span.startMs)) }
      for (let index = 0; index < length; index += 1) {
        if (!isWithin(starts[index] ?? 0)) continue
        found[jobs[index] === 1 ? 'jobCount' : 'count'] += 1
        found.coveredMs += durations[index] ?? 0
      }
      const later = spans.filter(span => span.startMs > endMs)
      clear()
      spans = later
      return found
    },
    clear,
  }
}

/** More than fit into any iteration worth telling apart; the rest is only counted. */
const MAX_CALLBACKS = 4096
const MAX_SPANS = 64
const LONG_MS = 5
/** The interval begins when libuv says that the loop was no longer idle, which it knows to the microsecond. */
const SLACK_MS = 1

// Ticks have a plain object each. What throws in a hook ends the process.
function readType(resource: unknown): string {
  if (typeof resource !== 'object' || resource === null) return ''
  try {
    const name: unknown = resource.constructor?.name
    return typeof name === 'string' ? name : ''
  } catch {
    return ''
  }
}

function isJob(type: string): boolean {
  return type === 'Promise' || type === 'Object'
}
