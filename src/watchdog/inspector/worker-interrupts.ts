import type { RawSample } from '../../model/evidence.js'
import {
  HOST_EXPRESSION,
  INTERRUPT_URL,
  READ_FINAL_SNAPSHOT_EXPRESSION,
  READ_SAMPLES_EXPRESSION,
} from '../../protocol/interrupt.js'
import { FloatField, IntField, type Slot } from '../../protocol/shared-memory.js'
import { nowMs } from '../../system/clock.js'
import { type Interrupts, NOT_POSTED_MS, parseFinalSnapshot, parseSamples } from './interrupts.js'
import { createNodeWorkerDomain, type Evaluation, type NodeWorkerDomain } from './node-worker.js'
import type { MainSession } from './session.js'

/** Options of {@link createWorkerInterrupts}. */
export interface WorkerInterruptsOptions {
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
export function createWorkerInterrupts({ slot, threadId, relay, memoryId }: WorkerInterruptsOptions): Interrupts {
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
    readFinalSnapshot: async () => parseFinalSnapshot(await read(READ_FINAL_SNAPSHOT_EXPRESSION)),
    disconnect: () => {
      isPending = false
      isConnected = false
      copies.splice(0)
      relay.leave(threadId)
    },
  }
}

const READ_LAST_EXPRESSION = `${HOST_EXPRESSION}?.writeSamples(1)`

/**
 * Reaches worker threads through the main thread, which hands messages on between two instructions of whatever it runs: the `NodeWorker`
 * domain of the inspector. Costs the main thread nothing while nobody is asked.
 */
export interface WorkerRelay {
  /** Evaluates in a worker thread. Returns `false` when the main thread cannot be reached. */
  evaluate(evaluation: Evaluation): boolean
  /** Whether the thread is known to be there. */
  isAttached(threadId: number): boolean
  /** Name that the app has given to the thread, if it was ever asked. */
  readName(threadId: number): string | undefined
  /** Forgets what was asked of a thread, and lets go of the main thread with the last one. */
  leave(threadId: number): void
  /** Forgets everything: the session to the main thread is gone. */
  reset(): void
}

/** Options of {@link createWorkerRelay}. */
export interface WorkerRelayOptions {
  mainSession: MainSession
  /** A thread that was asked is not there any more. */
  onGone: (threadId: number) => void
}

/** Creates the relay; nothing is connected yet. */
export function createWorkerRelay({ mainSession, onGone }: WorkerRelayOptions): WorkerRelay {
  const names = new Map<number, string>()
  const asked = new Map<number, Set<number>>()
  const users = new Map<number, object>()
  let line: NodeWorkerDomain | undefined
  let lastId = 0

  const events = {
    onName: (threadId: number, name: string) => names.set(threadId, name),
    onGone: (threadId: number) => {
      // First: once the session is let go of, an exiting process waits for nothing more.
      onGone(threadId)
      relay.leave(threadId)
      names.delete(threadId)
    },
  }
  const relay: WorkerRelay = {
    evaluate: evaluation => {
      const { threadId } = evaluation
      const user = users.get(threadId) ?? { threadId }
      const session = mainSession.join(user)
      if (session === undefined) return false
      users.set(threadId, user)
      line ??= createNodeWorkerDomain(session, events)
      lastId += 1
      asked.set(threadId, (asked.get(threadId) ?? new Set()).add(lastId))
      line.send(lastId, evaluation)
      return true
    },
    isAttached: threadId => line?.isAttached(threadId) ?? false,
    readName: threadId => names.get(threadId),
    leave: threadId => {
      line?.forget(asked.get(threadId) ?? [])
      asked.delete(threadId)
      const user = users.get(threadId)
      users.delete(threadId)
      if (user) mainSession.leave(user)
    },
    reset: () => {
      line = undefined
      asked.clear()
      users.clear()
    },
  }
  return relay
}
