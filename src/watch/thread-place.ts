import { getEnvironmentData, setEnvironmentData, threadId } from 'node:worker_threads'
import {
  claimSlot,
  createSharedMemory,
  FloatField,
  HeaderField,
  readHeader,
  readSlot,
  releaseSlot,
  type Slot,
  WatchdogState,
} from '../model/shared-memory.js'
import { nowMs } from '../probes/clock.js'

/** Where this thread is watched: its slot in a shared memory. */
export interface ThreadPlace {
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
export function takePlace(): ThreadPlace {
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
  return takePlace()
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

function takeAlone(): ThreadPlace {
  const memory = createSharedMemory(1)
  const slot = claimSlot(memory, threadId)
  if (!slot) throw new Error('expected a free slot, got none')
  return { memory, slot, kind: 'alone' }
}
