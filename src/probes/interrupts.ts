import { Session } from 'node:inspector'
import type { RawSample } from '../model/sample.js'
import { FloatField, IntField, SessionState, type Slot } from '../model/shared-memory.js'
import { nowMs } from './clock.js'
import { INTERRUPT_URL } from './interrupt-url.js'

/**
 * Runs the capture function inside the blocked main thread, from the watchdog thread: V8 serves `Runtime.evaluate` at the next loop
 * back-edge or function entry. Connected only while the loop is late, without the Debugger domain.
 */
export interface Interrupts {
  /** `true` while an interrupt waits to be served. */
  readonly isPending: boolean
  readonly isConnected: boolean
  /** Connects if need be and asks for a sample; returns `false` when it cannot. */
  ask(): boolean
  /** Reads the samples taken so far, by interrupt too. Never settles while the thread is in code that takes no interrupts. */
  readSamples(): Promise<RawSample[]>
  /** Lets go of the thread. */
  disconnect(): void
}

/** Name under which everything that must be single in the process lives on `globalThis`. */
export const GLOBAL_KEY = 'loophound'

const HOST = `globalThis[Symbol.for(${JSON.stringify(GLOBAL_KEY)})]`

/** Creates the interrupts for the main thread; works in worker threads only. Nothing is connected yet. */
export function createInterrupts(slot: Slot): Interrupts {
  let session: Session | undefined
  let isPending = false

  const connect = (): boolean => {
    const before = Atomics.compareExchange(slot.ints, IntField.session, SessionState.free, SessionState.connected)
    if (before !== SessionState.free) return false
    session = new Session()
    session.connectToMainThread()
    return true
  }
  return {
    get isPending() {
      return isPending
    },
    get isConnected() {
      return session !== undefined
    },
    ask: () => {
      if (session === undefined && !connect()) return false
      isPending = true
      slot.floats[FloatField.postedAtMs] = nowMs()
      Atomics.store(slot.ints, IntField.late, 1)
      session?.post(
        'Runtime.evaluate',
        { expression: `${HOST}?.interrupt()\n//# sourceURL=${INTERRUPT_URL}`, silent: true },
        () => {
          isPending = false
        },
      )
      return true
    },
    readSamples: () =>
      new Promise(resolve => {
        const expression = `JSON.stringify(${HOST}?.readSamples())`
        session?.post('Runtime.evaluate', { expression, silent: true, returnByValue: true }, (_, reply) => {
          resolve(parseSamples(reply?.result?.value))
        })
      }),
    disconnect: () => {
      isPending = false
      session?.disconnect()
      session = undefined
      Atomics.compareExchange(slot.ints, IntField.session, SessionState.connected, SessionState.free)
    },
  }
}

// The text comes from our own capture function, so that its shape is known; when anything went wrong there is none.
function parseSamples(text: unknown): RawSample[] {
  if (typeof text !== 'string') return []
  const samples: RawSample[] = JSON.parse(text)
  return samples
}
