import { getEnvironmentData, setEnvironmentData, threadId, type Worker } from 'node:worker_threads'
import {
  callWatchdog,
  claimSlot,
  createSharedMemory,
  FloatField,
  HeaderField,
  IntField,
  readHeader,
  readOwner,
  readSlot,
  readSlots,
  releaseSlot,
  type Slot,
  WatchdogState,
} from '../../protocol/shared-memory.js'
import { nowMs } from '../../system/clock.js'

/** Where this thread is watched: its slot in a shared memory. */
export interface ThreadSlot {
  memory: SharedArrayBuffer
  slot: Slot
  /**
   * `own`: this thread has made the memory and starts the watchdog. `joined`: a thread above it has. `alone`: there was no slot left, so that
   * no watchdog looks after this thread.
   */
  kind: 'own' | 'joined' | 'alone'
}

/**
 * Takes a slot: next to the threads above this one when they are watched, else in a memory of its own, which all worker threads that it starts
 * from then on will share. So the watchdog is always started by a thread that outlives all whom it looks after.
 */
export function takeSlot(): ThreadSlot {
  own ??= createSharedMemory()
  const shared = [own, readInherited()].find(memory => memory !== undefined && readState(memory) !== WatchdogState.none)
  const memory = shared ?? own
  const slot = claimSlot(memory, threadId)
  if (!slot) return takeAlone()
  if (memory === own) {
    setEnvironmentData(KEY, own)
    return { memory, slot, kind: 'own' }
  }
  // Its watchdog may have ended just now, without having seen the slot taken.
  if (readState(memory) !== WatchdogState.none) return { memory, slot, kind: 'joined' }
  releaseSlot(slot, threadId)
  return takeSlot()
}

/** Notes in a worker thread's slot that this thread hands an interrupt on now, if the slot is in the memory that this thread has made. */
export function markRelay(memoryId: number, slotIndex: number): void {
  if (!own || readHeader(own)[HeaderField.id] !== memoryId) return
  readSlot(own, slotIndex).floats[FloatField.postedAtMs] = nowMs()
}

let own: SharedArrayBuffer | undefined

/** Copies of loophound that read the memory differently must not share it. A symbol could not be handed to worker threads. */
const KEY = 'loophound:memory:2'

function readInherited(): SharedArrayBuffer | undefined {
  const memory: unknown = getEnvironmentData(KEY)
  return memory instanceof SharedArrayBuffer && memory !== own ? memory : undefined
}

function readState(memory: SharedArrayBuffer): number {
  return Atomics.load(readHeader(memory), HeaderField.watchdog)
}

function takeAlone(): ThreadSlot {
  const memory = createSharedMemory(1)
  const slot = claimSlot(memory, threadId)
  if (!slot) throw new Error('expected a free slot, got none')
  return { memory, slot, kind: 'alone' }
}

/**
 * Tells the watchdog which of the worker threads that this thread starts have ended: one that is terminated cannot say so itself.
 *
 * @returns what stops it
 */
export function followChildThreads(memory: SharedArrayBuffer): () => void {
  const follow = (worker: Worker) => {
    const { threadId } = worker
    worker.once('exit', () => markEnded(memory, threadId))
  }
  process.on('worker', follow)
  return () => {
    process.off('worker', follow)
  }
}

function markEnded(memory: SharedArrayBuffer, threadId: number): void {
  const slot = readSlots(memory).find(slot => readOwner(slot) === threadId)
  if (!slot) return
  Atomics.store(slot.ints, IntField.isEnded, 1)
  callWatchdog(memory)
}
