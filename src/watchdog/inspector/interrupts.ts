import type { RawSample } from '../../model/evidence.js'
import {
  type FinalSnapshot,
  HOST_EXPRESSION,
  INTERRUPT_URL,
  READ_FINAL_SNAPSHOT_EXPRESSION,
  READ_SAMPLES_EXPRESSION,
} from '../../protocol/interrupt.js'
import { FloatField, IntField, type Slot } from '../../protocol/shared-memory.js'
import { nowMs } from '../../system/clock.js'
import type { MainSession } from './session.js'

/**
 * Runs the capture function inside a blocked thread, from the watchdog thread: V8 serves `Runtime.evaluate` at the next loop back-edge or
 * function entry.
 */
export interface Interrupts {
  /** `true` while an interrupt waits to be served. */
  readonly isPending: boolean
  readonly isConnected: boolean
  /** `true` when the thread is known to be there: a worker thread may have been terminated, and is late for ever. */
  readonly isAlive: boolean
  /** Samples known to the watchdog already, which a thread that is terminated cannot hand over; none for the main thread. */
  readonly copies: readonly RawSample[]
  /** Connects if need be and asks for a sample; returns `false` when it cannot. */
  ask(): boolean
  /** Reads the samples taken so far, by interrupt too. Never settles while the thread is in code that takes no interrupts. */
  readSamples(): Promise<RawSample[]>
  /** The same with all that is worth knowing of a thread whose process will be ended: code of the tool that transformed the app's is run. */
  readFinalSnapshot(): Promise<FinalSnapshot>
  /** Lets go of the thread. */
  disconnect(): void
}

/** Creates the interrupts for the main thread; works in worker threads only. Nothing is connected yet. */
export function createInterrupts(slot: Slot, mainSession: MainSession): Interrupts {
  const user = {}
  let isPending = false
  let isConnected = false
  const read = (expression: string) =>
    new Promise<unknown>(resolve => {
      const session = mainSession.join(user)
      session?.post('Runtime.evaluate', { expression, ...QUIETLY, returnByValue: true }, (_, reply) => {
        resolve(reply?.result?.value)
      })
    })
  return {
    copies: [],
    isAlive: true,
    get isPending() {
      return isPending
    },
    get isConnected() {
      return isConnected
    },
    ask: () => {
      const session = mainSession.join(user)
      if (session === undefined) return false
      isConnected = true
      isPending = true
      // This thread may lose its core before it has asked: until then there is nothing to serve.
      slot.floats[FloatField.postedAtMs] = NOT_POSTED_MS
      Atomics.store(slot.ints, IntField.late, 1)
      const expression = `${HOST_EXPRESSION}?.interrupt()\n//# sourceURL=${INTERRUPT_URL}`
      session.post('Runtime.evaluate', { expression, ...QUIETLY }, () => {
        isPending = false
      })
      slot.floats[FloatField.postedAtMs] = nowMs()
      return true
    },
    readSamples: async () => parseSamples(await read(READ_SAMPLES_EXPRESSION)),
    readFinalSnapshot: async () => parseFinalSnapshot(await read(READ_FINAL_SNAPSHOT_EXPRESSION)),
    disconnect: () => {
      isPending = false
      isConnected = false
      mainSession.leave(user)
    },
  }
}

/** Stands in the shared memory while an interrupt is not on its way. */
export const NOT_POSTED_MS: number = Number.POSITIVE_INFINITY

/** How code is evaluated in the watched thread: a debugger that is attached must neither hear of it nor pause in it. */
export const QUIETLY: { silent: true; disableBreaks: true } = { silent: true, disableBreaks: true }

/** Samples as {@link READ_SAMPLES_EXPRESSION} gives them; none when anything went wrong. */
export function parseSamples(text: unknown): RawSample[] {
  if (typeof text !== 'string') return []
  // From our own capture function, so that its shape is known.
  const samples: RawSample[] = JSON.parse(text)
  return samples
}

/** Last words as {@link READ_FINAL_SNAPSHOT_EXPRESSION} gives them; none when anything went wrong. */
export function parseFinalSnapshot(text: unknown): FinalSnapshot {
  if (typeof text !== 'string') return { samples: [] }
  const words: FinalSnapshot = JSON.parse(text)
  return words
}
