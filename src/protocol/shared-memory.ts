/**
 * The shared memory between the watched threads of a process and their watchdog: a header, then one slot of 128 bytes a thread.
 *
 * Fields of the header, eight Int32, then four Float64:
 *
 * | field | writer | meaning |
 * |---|---|---|
 * | `session` | watchdog and main thread, by compare-and-exchange | `free` → `connected` (watchdog, before it connects its inspector session to the main thread) → `free`; at exit the main thread makes `closed` of `free`, and `closing` of `connected`: then it must wait until the watchdog has let go and written `closed`, since Node prints a line and hangs when it exits under a connected session |
 * | `id` | its creator | tells this memory from others of the process |
 * | `lines` | watched, by addition | lines to the watchdog so far |
 * | `watchdog` | whoever starts the watchdog, and the watchdog when it ends by itself | {@link WatchdogState} |
 * | `calls` | watched, by addition | how often the watchdog was called: it may sleep without its loop turning, so that no message would wake it |
 * | `stalls` | watchdog, by addition | twice the number of its stalls so far; odd while it writes one |
 * | `stallFromMs`, `stallDueMs` | watchdog | when it went to sleep before its last stall, and when it had asked to be woken |
 * | `stallOverMs`, `stallSeenMs` | watchdog | when it stood still no more, and when it was awake again |
 *
 * Fields of a slot, sixteen Int32, then eight Float64:
 *
 * | field | writer | meaning |
 * |---|---|---|
 * | `owner` | watched, and the watchdog when the thread is gone, by compare-and-exchange | `worker_threads.threadId` + 1, which no other thread of the process ever has; 0 while the slot is free |
 * | `beats` | watched | heartbeats so far; 0 until the loop turns for the first time |
 * | `late` | both | 1 while the loop is late: safepoints look at it and capture; the watched thread clears it when it has captured |
 * | `flushed` | watchdog | number of the last flush request that is done |
 * | `blocks` | watched | blocks so far: a hang reports under the number that its block will get |
 * | `line` | watched | number of the connection to the watchdog that it has opened, another each time; 0 before: what the watchdog says then is lost |
 * | `isInRun` | watched | 1 when the thread has a run file, under `loophound run` |
 * | `isWaiting` | watched | 1 while a worker thread waits in `Atomics.wait`: its loop does not turn, and is not late |
 * | `isIgnoring` | watched | 1 inside `ignoreBlocking`: what may block is not ended, however long it takes |
 * | `systemThreadId` | watched | the system's id of the thread, by which the watchdog reads its CPU time; 0 when the system does not tell |
 * | `isEnded` | parent | 1 when the worker thread has ended, and may have had no chance to give its slot back |
 * | `beatAtMs` | watched | when the last heartbeat was, written before `beats` |
 * | `postedAtMs` | watchdog, and the main thread for a worker thread's slot | when the last interrupt was asked for, or handed on by the main thread; infinite until then |
 * | `thresholdMs` | watched | threshold in force; 0 while nobody watches |
 * | `hangAfterMs` | watched | when a block that is not over is to be told |
 * | `hangTimeoutMs` | watched | how long the thread may be at work without a turn of its loop before the process is ended; 0 for ever |
 *
 * Times are on the process-wide monotonic clock. A Float64 store is one aligned 8-byte write on every platform Node supports, so that it
 * cannot tear.
 */
export interface Slot {
  /** Place in the memory. */
  index: number
  ints: Int32Array
  floats: Float64Array
}

/** Int32 fields of the header. */
export const HeaderField = { session: 0, watchdog: 1, id: 2, lines: 3, calls: 4, stalls: 5 } as const

/** Float64 fields of the header. */
export const HeaderFloatField = { stallFromMs: 0, stallDueMs: 1, stallOverMs: 2, stallSeenMs: 3 } as const

/** Int32 fields of a slot. */
export const IntField = {
  owner: 0,
  beats: 1,
  late: 2,
  flushed: 3,
  blocks: 4,
  line: 5,
  isInRun: 6,
  isWaiting: 7,
  isEnded: 8,
  systemThreadId: 9,
  isIgnoring: 10,
} as const

/** Float64 fields of a slot. */
export const FloatField = { beatAtMs: 0, postedAtMs: 1, thresholdMs: 2, hangAfterMs: 3, hangTimeoutMs: 4 } as const

/** Values of the header's `session` field. */
export const SessionState = { free: 0, connected: 1, closing: 2, closed: 3 } as const

/**
 * Values of the header's `watchdog` field: `none` before the first and after the last watch, `alive` from its start on, `lost` when it
 * cannot be started or has died too often.
 */
export const WatchdogState = { none: 0, alive: 1, lost: 2 } as const

const HEADER_SIZE_BYTES = 64
const HEADER_INT_COUNT = 8
const HEADER_FLOAT_COUNT = 4
const SLOT_SIZE_BYTES = 128
const INT_COUNT = 16
const FLOAT_COUNT = 8
/** Threads that one watchdog looks after; 16 kB. */
const SLOT_COUNT = 128

/** Shared memory for `slotCount` watched threads, zeroed but for its `id`. @default 128 threads */
export function createSharedMemory(slotCount: number = SLOT_COUNT): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(HEADER_SIZE_BYTES + slotCount * SLOT_SIZE_BYTES)
  readHeader(memory)[HeaderField.id] = Math.floor(Math.random() * 2 ** 31)
  return memory
}

/** View of the header. */
export function readHeader(memory: SharedArrayBuffer): Int32Array {
  return new Int32Array(memory, 0, HEADER_INT_COUNT)
}

/** View of the header's times. */
export function readHeaderFloats(memory: SharedArrayBuffer): Float64Array {
  return new Float64Array(memory, HEADER_INT_COUNT * 4, HEADER_FLOAT_COUNT)
}

/** Views of one slot. @throws RangeError when there is no such slot */
export function readSlot(memory: SharedArrayBuffer, index = 0): Slot {
  const offset = HEADER_SIZE_BYTES + index * SLOT_SIZE_BYTES
  return {
    index,
    ints: new Int32Array(memory, offset, INT_COUNT),
    floats: new Float64Array(memory, offset + INT_COUNT * 4, FLOAT_COUNT),
  }
}

/** Views of all slots. */
export function readSlots(memory: SharedArrayBuffer): Slot[] {
  const count = (memory.byteLength - HEADER_SIZE_BYTES) / SLOT_SIZE_BYTES
  return Array.from({ length: count }, (_, index) => readSlot(memory, index))
}

/** Notes that the thread which has the slot listens from now on. */
export function openLine(memory: SharedArrayBuffer, { ints }: Slot): void {
  Atomics.store(ints, IntField.line, Atomics.add(readHeader(memory), HeaderField.lines, 1) + 1)
  callWatchdog(memory)
}

/** Wakes the watchdog, after what it is to see was posted or stored. */
export function callWatchdog(memory: SharedArrayBuffer): void {
  const header = readHeader(memory)
  Atomics.add(header, HeaderField.calls, 1)
  Atomics.notify(header, HeaderField.calls)
}

/** Takes the first free slot for a thread; `undefined` when all are taken. */
export function claimSlot(memory: SharedArrayBuffer, threadId: number): Slot | undefined {
  return readSlots(memory).find(({ ints }) => Atomics.compareExchange(ints, IntField.owner, 0, threadId + 1) === 0)
}

/** Clears a thread's slot and gives it back, if it still has it. */
export function releaseSlot(slot: Slot, threadId: number): void {
  if (readOwner(slot) !== threadId) return
  // First: whoever takes it must find it empty.
  slot.ints.fill(0, IntField.owner + 1)
  slot.floats.fill(0)
  Atomics.store(slot.ints, IntField.owner, 0)
}

/** Thread that has the slot, or `undefined` while it is free. */
export function readOwner({ ints }: Slot): number | undefined {
  const owner = Atomics.load(ints, IntField.owner)
  return owner === 0 ? undefined : owner - 1
}
