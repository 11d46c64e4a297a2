import fs from 'node:fs'
import { createThreadTime } from '../system/thread-time.js'

// Taken before the safepoints stand in for it.
const { readdirSync } = fs

/** How long the threads of this process waited for a core: the main thread collects garbage with helpers, and sleeps until they are done. */
export interface HelperWaits {
  /** Begins anew, when it did so long enough ago. */
  rest(atMs: number): void
  /**
   * The longest wait of any thread but the one with this system id since it last began anew, and begins anew; `undefined` where the
   * system does not tell.
   */
  measure(systemThreadId: number): number | undefined
}

/** Time that each thread has waited for a core so far, in ms, by its system id; `undefined` where the system does not tell. */
type ReadWaits = () => Map<number, number> | undefined

/** Creates it for this process. Each time it begins anew costs 10 to 15 µs for each thread. The argument is for tests. */
export function createHelperWaits(readWaits: ReadWaits = readThreadWaits): HelperWaits {
  let before = readWaits()
  let begunAtMs = 0
  return {
    rest: atMs => {
      if (before === undefined || atMs - begunAtMs < REST_MS) return
      begunAtMs = atMs
      before = readWaits()
    },
    measure: systemThreadId => {
      const now = before && readWaits()
      if (!before || !now) return undefined
      const known = before
      before = now
      const others = [...now].filter(([id]) => id !== systemThreadId)
      return Math.max(0, ...others.map(([id, waitMs]) => waitMs - (known.get(id) ?? 0)))
    },
  }
}

/** As often as the watchdog's loop turns at least. */
const REST_MS = 1000

function readThreadWaits(): Map<number, number> | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    return new Map(readdirSync('/proc/self/task').flatMap(id => readWait(Number(id))))
  } catch {
    // No /proc, or no leave to read it.
    return undefined
  }
}

function readWait(id: number): [number, number][] {
  const threadTime = createThreadTime(id)
  const waitMs = threadTime.read()?.waitMs
  threadTime.stop()
  return waitMs === undefined ? [] : [[id, waitMs]]
}
