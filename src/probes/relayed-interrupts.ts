import type { RawSample } from '../model/sample.js'
import { FloatField, IntField, type Slot } from '../model/shared-memory.js'
import {
  HOST_EXPRESSION,
  INTERRUPT_URL,
  READ_LAST_WORDS_EXPRESSION,
  READ_SAMPLES_EXPRESSION,
} from '../watch/interrupt-protocol.js'
import { nowMs } from './clock.js'
import { type Interrupts, NOT_POSTED_MS, parseLastWords, parseSamples } from './interrupts.js'
import type { WorkerRelay } from './worker-relay.js'

/** Options of {@link createRelayedInterrupts}. */
export interface RelayedInterruptsOptions {
  slot: Slot
  threadId: number
  relay: WorkerRelay
  /** Identity of the shared memory, by which the main thread knows whether the slot is in its own. */
  memoryId: number
}

/**
 * Creates the interrupts for a worker thread, handed on by the main thread. The last sample comes back with each, since a thread that is
 * terminated takes its own away with it.
 */
export function createRelayedInterrupts({ slot, threadId, relay, memoryId }: RelayedInterruptsOptions): Interrupts {
  const copies: RawSample[] = []
  let isPending = false
  let isConnected = false
  const read = (expression: string) =>
    new Promise<unknown>(resolve => {
      relay.evaluate({ threadId, expression, onAnswer: resolve })
    })
  return {
    copies,
    get isPending() {
      return isPending
    },
    get isConnected() {
      return isConnected
    },
    get isAlive() {
      return relay.isAttached(threadId)
    },
    ask: () => {
      // Until it is handed on, the worker thread has nothing to serve, and what its natives do keeps nobody waiting.
      slot.floats[FloatField.postedAtMs] = NOT_POSTED_MS
      Atomics.store(slot.ints, IntField.late, 1)
      isPending = relay.evaluate({
        threadId,
        expression: `${HOST_EXPRESSION}?.interrupt(),${READ_LAST_EXPRESSION}\n//# sourceURL=${INTERRUPT_URL}`,
        // The main thread may have been in a native itself: what the worker thread did meanwhile was not a native's fault.
        mainExpression: `${HOST_EXPRESSION}?.markRelay?.(${memoryId},${slot.index})`,
        onHandedOn: () => {
          // The memory is another than the main thread's own.
          if (slot.floats[FloatField.postedAtMs] === NOT_POSTED_MS) slot.floats[FloatField.postedAtMs] = nowMs()
        },
        onAnswer: value => {
          isPending = false
          copies.push(...parseSamples(value))
        },
      })
      isConnected = isPending
      return isPending
    },
    readSamples: async () => parseSamples(await read(READ_SAMPLES_EXPRESSION)),
    readLastWords: async () => parseLastWords(await read(READ_LAST_WORDS_EXPRESSION)),
    disconnect: () => {
      isPending = false
      isConnected = false
      copies.splice(0)
      relay.leave(threadId)
    },
  }
}

const READ_LAST_EXPRESSION = `${HOST_EXPRESSION}?.writeSamples(1)`
