import { HeaderField } from '../model/shared-memory.js'

/** A sleep of the watchdog thread in which its loop does not turn, which costs half of what a timer does. */
export interface Doze {
  /** How often the watchdog was called so far. */
  readCallCount(): number
  /** Sleeps until the watchdog was called more often than that, or the time is over. */
  sleep(callCount: number, limitMs: number): void
}

/** Creates the doze; works in worker threads only. */
export function createDoze(header: Int32Array): Doze {
  return {
    readCallCount: () => Atomics.load(header, HeaderField.calls),
    sleep: (callCount, limitMs) => {
      Atomics.wait(header, HeaderField.calls, callCount, limitMs)
    },
  }
}
