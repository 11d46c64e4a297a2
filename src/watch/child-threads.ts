import type { Worker } from 'node:worker_threads'
import { callWatchdog, IntField, readOwner, readSlots } from '../model/shared-memory.js'

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
