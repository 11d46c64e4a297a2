import type { ThreadTime } from '../probes/thread-time.js'

/** Measures how long a thread that is stuck has been at work: waiting, sleeping in a call or being stopped is none. */
export interface ThreadWork {
  /** The stretch begins. */
  begin(): void
  /** Since then; `undefined` when nothing was begun. */
  measure(): Work | undefined
  stop(): void
}

/** Time since the beginning of a stretch. */
export interface Work {
  /** CPU time, in ms. */
  cpuMs: number
  /** Time without a core, in ms; absent where only the CPU time of the whole process is known. */
  waitMs?: number
}

/** Options of {@link createThreadWork}; the last one is for tests. */
export interface ThreadWorkOptions {
  /** Opens the thread's own times. They say how long it waited for a core, or are not those of that thread. */
  open: () => Pick<ThreadTime, 'read' | 'stop'>
  /** CPU time of the whole process, in ms, for where the system does not tell that of a thread. */
  readProcessCpuMs?: () => number
}

/** Creates the measure of one thread; the system is asked from the first stretch on. */
export function createThreadWork({ open, readProcessCpuMs = readCpuMs }: ThreadWorkOptions): ThreadWork {
  let threadTime: ReturnType<typeof open> | undefined
  let before: Work | undefined
  const read = (): Work => {
    threadTime ??= open()
    const times = threadTime.read()
    return times?.waitMs === undefined ? { cpuMs: readProcessCpuMs() } : times
  }
  return {
    begin: () => {
      before = read()
    },
    measure: () => {
      if (before === undefined) return undefined
      const now = read()
      // The thread has ended: nothing is known of it any more.
      if ((now.waitMs === undefined) !== (before.waitMs === undefined)) return { cpuMs: 0 }
      const cpuMs = now.cpuMs - before.cpuMs
      return now.waitMs === undefined ? { cpuMs } : { cpuMs, waitMs: now.waitMs - (before.waitMs ?? 0) }
    },
    stop: () => threadTime?.stop(),
  }
}

function readCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e3
}
