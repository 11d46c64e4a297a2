import { closeSync, openSync, readlinkSync, readSync } from 'node:fs'

/** Time a thread has used since it started, as the system counts it. */
export interface ThreadTimes {
  /** CPU time, in ms. */
  cpuMs: number
  /** Time runnable but not running, because other threads had the cores, in ms. */
  waitMs: number
}

/** Reader of one thread's times. */
export interface ThreadTime {
  /** Whether the system tells, and if not why. */
  capability: { state: 'on' } | { state: 'off'; reason: 'not Linux' | 'permission-model' | 'no schedstat' }
  /** `undefined` when the system does not tell, or when the thread is gone. */
  read(): ThreadTimes | undefined
  /** Closes the file. */
  stop(): void
}

/**
 * Opens the scheduler statistics of a thread of this process. Any thread may read them.
 *
 * @param threadId the system's id of the thread: {@link readThreadId}; `undefined` when unknown.
 */
export function createThreadTime(threadId: number | undefined): ThreadTime {
  if (process.platform !== 'linux') return createNothing('not Linux')
  if (threadId === undefined) return createNothing('no schedstat')
  let file: number
  try {
    file = openSync(`/proc/self/task/${threadId}/schedstat`, 'r')
  } catch (error) {
    return createNothing(findReason(error))
  }
  const buffer = Buffer.alloc(96)
  return {
    capability: { state: 'on' },
    read: () => readSchedstat(file, buffer),
    stop: () => closeSync(file),
  }
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

// Reading position 0 of an open file makes the kernel write the line anew: 1.2 µs, where opening it each time takes 12.
function readSchedstat(file: number, buffer: Buffer): ThreadTimes | undefined {
  try {
    const sizeBytes = readSync(file, buffer, 0, buffer.length, 0)
    const [cpuNs = '', waitNs = ''] = buffer.toString('latin1', 0, sizeBytes).split(' ')
    return { cpuMs: Number(cpuNs) / 1e6, waitMs: Number(waitNs) / 1e6 }
  } catch {
    return undefined
  }
}

function findReason(error: unknown): 'permission-model' | 'no schedstat' {
  return error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED'
    ? 'permission-model'
    : 'no schedstat'
}

function createNothing(reason: 'not Linux' | 'permission-model' | 'no schedstat'): ThreadTime {
  return { capability: { state: 'off', reason }, read: () => undefined, stop: () => {} }
}
