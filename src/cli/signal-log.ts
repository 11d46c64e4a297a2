import type { EndSignal } from '../model/end-signal.js'

/** Signals that asked for an end. */
export interface ReceivedSignals {
  names: ReadonlySet<EndSignal>
  /** ISO 8601; absent when there was none. */
  firstAt?: string
}

/** Keeps which signals have come, and when. */
export interface SignalLog {
  /** @returns whether somebody asks again: npm and the like hand on at once what the terminal has sent already */
  add: (signal: EndSignal) => boolean
  received: ReceivedSignals
}

/** @param now in ms since 1970 */
export function createSignalLog(now: () => number): SignalLog {
  const names = new Set<EndSignal>()
  const received: ReceivedSignals = { names }
  let firstMs: number | undefined
  const add = (signal: EndSignal): boolean => {
    const atMs = now()
    names.add(signal)
    firstMs ??= atMs
    received.firstAt ??= new Date(atMs).toISOString()
    return atMs - firstMs > ONE_ACT_MS
  }
  return { add, received }
}

/** Signals that come within this time are one and the same request, in ms. */
const ONE_ACT_MS = 500
