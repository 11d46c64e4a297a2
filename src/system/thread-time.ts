import fs from 'node:fs'

// Taken before the safepoints stand in for them: a read of our own must not look like one of the app's.
const { closeSync, openSync, readlinkSync, readSync } = fs

/** Time a thread has used since it started, as the system counts it. */
export interface ThreadTimes {
  /** CPU time, in ms. */
  cpuMs: number
  /** Time runnable but not running, because other threads had the cores, in ms; absent where only CPU time is known. */
  waitMs?: number
}

/** Reader of one thread's times. */
export interface ThreadTime {
  /** Whether the system tells, and if not why. */
  capability: { state: 'on' } | { state: 'off'; reason: OffReason }
  /** `undefined` when the system does not tell, or when the thread is gone. */
  read(): ThreadTimes | undefined
  /** Closes the file, if there is one. */
  stop(): void
}

/** What is needed of the system. */
export interface ThreadTimeSystem {
  platform: NodeJS.Platform
  /** CPU time of the calling thread, in µs; absent in Node 20. */
  readCpuUsage?: (() => { user: number; system: number }) | undefined
  open(path: string): number
  /** Fills `buffer` from the start of the file; returns the number of bytes. */
  read(file: number, buffer: Buffer): number
  close(file: number): void
}

/**
 * Opens the scheduler statistics of a thread of this process. Any thread may read them. Where there are none, Node itself may know the
 * CPU time of the calling thread.
 *
 * @param threadId the system's id of the thread: {@link readThreadId}; `undefined` when unknown
 *
 * @example
 * const threadTime = createThreadTime(readThreadId())
 * threadTime.read() // { cpuMs: 58.7, waitMs: 1.01 }
 */
export function createThreadTime(threadId: number | undefined, system: ThreadTimeSystem = realSystem): ThreadTime {
  if (system.platform !== 'linux') return createCpuTime(system, 'not Linux')
  let file: number | undefined
  try {
    // No thread has the id 0; trying tells why the id is unknown.
    file = system.open(`/proc/self/task/${threadId ?? 0}/schedstat`)
  } catch (error) {
    return createCpuTime(system, findReason(error))
  }
  const buffer = Buffer.alloc(96)
  return {
    capability: { state: 'on' },
    read: () => (file === undefined ? undefined : readSchedstat(system, file, buffer)),
    stop: () => {
      if (file !== undefined) system.close(file)
      file = undefined
    },
  }
}

// Taken before the safepoints stand in for it: they would blame what is read here.
const readFileNow = readSync

// Reading position 0 of an open file makes the kernel write the line anew: 1.2 µs, where opening it each time takes 12.
const realSystem: ThreadTimeSystem = {
  platform: process.platform,
  // Missing in the types of the oldest Node that is supported.
  readCpuUsage: Reflect.get(process, 'threadCpuUsage')?.bind(process),
  open: path => openSync(path, 'r'),
  read: (file, buffer) => readFileNow(file, buffer, 0, buffer.length, 0),
  close: closeSync,
}

/** The system's id of the calling thread, or `undefined` where the system does not tell (not Linux, permission model). */
export function readThreadId(): number | undefined {
  try {
    const id = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    return Number.isSafeInteger(id) && id > 0 ? id : undefined
  } catch {
    return undefined
  }
}

function readSchedstat(system: ThreadTimeSystem, file: number, buffer: Buffer): ThreadTimes | undefined {
  try {
    const sizeBytes = system.read(file, buffer)
    const cpuEnd = findDigitsEnd(buffer, 0, sizeBytes)
    const waitEnd = findDigitsEnd(buffer, cpuEnd + 1, sizeBytes)
    if (cpuEnd === 0 || waitEnd <= cpuEnd + 1) return undefined
    return { cpuMs: readDigits(buffer, 0, cpuEnd) / 1e6, waitMs: readDigits(buffer, cpuEnd + 1, waitEnd) / 1e6 }
  } catch {
    // The thread is gone: ESRCH.
    return undefined
  }
}

// Digit by digit, for it runs at each heartbeat: no strings to collect, and no match for V8 to remember.
function findDigitsEnd(buffer: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && isDigit(buffer[at])) at += 1
  return at
}

function readDigits(buffer: Buffer, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at += 1) value = value * 10 + (buffer[at] ?? ZERO) - ZERO
  return value
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9
}

const ZERO = 48

function findReason(error: unknown): OffReason {
  return error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED'
    ? 'permission-model'
    : 'no schedstat'
}

function createCpuTime({ readCpuUsage }: ThreadTimeSystem, reason: OffReason): ThreadTime {
  if (readCpuUsage === undefined) return { capability: { state: 'off', reason }, read: () => undefined, stop: () => {} }
  const read = () => {
    const { user, system } = readCpuUsage()
    return { cpuMs: (user + system) / 1e3 }
  }
  return { capability: { state: 'on' }, read, stop: () => {} }
}

type OffReason = 'not Linux' | 'permission-model' | 'no schedstat'
