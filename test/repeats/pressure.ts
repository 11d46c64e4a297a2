import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** How much of some time the machine had too few cores for all that wanted one, as shares of it from 0 to 1. */
export interface Pressure {
  durationMs: number
  /** Somebody waited for a core; where the system does not tell (all but Linux), all cores were busy. */
  waitingShare: number
  /** The cores of a virtual machine were taken away from it, as a share of the time of all cores. */
  stolenShare: number
}

/** Counters of the system, all in ms since some moment. */
export interface Counters {
  atMs: number
  waitingMs: number
  stolenMs: number
  coreCount: number
}

/** From here on a failure may be the machine's fault. Two programs at a time on two idle cores stay below. */
const MOST_WAITING_SHARE = 0.4
const MOST_STOLEN_SHARE = 0.02
/** A process takes longer than this to start. */
const SHORTEST_RUN_MS = 30

/** Measures from now until the function that it returns is called. */
export function startMeasuring(read: () => Counters = readCounters): () => Pressure {
  const before = read()
  return () => comparePressure(before, read())
}

/** What the machine did between two readings. */
export function comparePressure(before: Counters, after: Counters): Pressure {
  const durationMs = Math.max(1, after.atMs - before.atMs)
  return {
    durationMs,
    waitingShare: (after.waitingMs - before.waitingMs) / durationMs,
    stolenShare: (after.stolenMs - before.stolenMs) / (durationMs * after.coreCount),
  }
}

/** Why what ran meanwhile may have been disturbed by the machine, in a few words; nothing when it was not, or when nothing ran. */
export function explainPressure({ durationMs, waitingShare, stolenShare }: Pressure): string | undefined {
  if (durationMs < SHORTEST_RUN_MS) return undefined
  const formatPercent = (share: number) => `${Math.round(100 * share)} %`
  if (stolenShare > MOST_STOLEN_SHARE) return `${formatPercent(stolenShare)} of the cores' time was stolen`
  if (waitingShare > MOST_WAITING_SHARE) return `something waited for a core ${formatPercent(waitingShare)} of the time`
  return undefined
}

function readCounters(): Counters {
  const cores = cpus()
  const atMs = performance.now()
  const waitingMs = readWaitingMs() ?? atMs - readIdleMs(cores) / cores.length
  return { atMs, waitingMs, stolenMs: readStolenMs(), coreCount: cores.length }
}

function readIdleMs(cores: { times: { idle: number } }[]): number {
  return cores.reduce((sum, { times }) => sum + times.idle, 0)
}

// In µs: how long at least one task waited for a core.
function readWaitingMs(): number | undefined {
  const total = /^some .*total=(\d+)$/m.exec(readSystemFile('/proc/pressure/cpu'))?.[1]
  return total === undefined ? undefined : Number(total) / 1000
}

// In steps of 10 ms, of all cores together.
function readStolenMs(): number {
  return Number(readSystemFile('/proc/stat').split(/\s+/, 9)[8] ?? 0) * 10
}

function readSystemFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
