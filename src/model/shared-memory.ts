/**
 * The shared memory between watched threads and the watchdog.
 *
 * One slot of 64 bytes a watched thread: eight Int32 fields, then four Float64 fields. Each field has one writer, but for `session`:
 *
 * | field | writer | meaning |
 * |---|---|---|
 * | `beats` | watched | heartbeats so far; 0 until the loop turns for the first time |
 * | `late` | both | 1 while the loop is late: safepoints look at it and capture; the watched thread clears it when it has captured |
 * | `session` | both, by compare-and-exchange | `free` → `connected` (watchdog, before it connects its inspector session) → `free`; `free` → `closed` (watched thread, in its exit handler). Whoever finds `connected` at exit must wait for the watchdog to let go, since Node prints a line and hangs when it exits under a connected session |
 * | `flushed` | watchdog | number of the last flush request that is done |
 * | `blocks` | watched | blocks so far: a hang reports under the number that its block will get |
 * | `beatAtMs` | watched | when the last heartbeat was, written before `beats` |
 * | `postedAtMs` | watchdog | when the last interrupt was asked for |
 * | `thresholdMs` | watched | threshold in force; 0 while nobody watches |
 *
 * Times are on the process-wide monotonic clock. A Float64 store is one aligned 8-byte write on every platform Node supports, so that it
 * cannot tear.
 */
export interface Slot {
  ints: Int32Array
  floats: Float64Array
}

/** Int32 fields of a slot. */
export const IntField = { beats: 0, late: 1, session: 2, flushed: 3, blocks: 4 } as const

/** Float64 fields of a slot. */
export const FloatField = { beatAtMs: 0, postedAtMs: 1, thresholdMs: 2 } as const

/** Values of the `session` field. */
export const SessionState = { free: 0, connected: 1, closed: 2 } as const

const SLOT_SIZE_BYTES = 64
const INT_COUNT = 8
const FLOAT_COUNT = 4

/** Shared memory for `slotCount` watched threads, zeroed. */
export function createSharedMemory(slotCount = 1): SharedArrayBuffer {
  return new SharedArrayBuffer(slotCount * SLOT_SIZE_BYTES)
}

/** Views of one slot. @throws RangeError when there is no such slot */
export function readSlot(memory: SharedArrayBuffer, index = 0): Slot {
  const offset = index * SLOT_SIZE_BYTES
  return {
    ints: new Int32Array(memory, offset, INT_COUNT),
    floats: new Float64Array(memory, offset + INT_COUNT * 4, FLOAT_COUNT),
  }
}
