import { PerformanceObserver } from 'node:perf_hooks'
import type { GcTime } from '../model/evidence.js'
import { toSharedMs } from './clock.js'

/** Remembers when garbage collections stopped this thread. Node tells of them in the next turn of the loop. */
export interface GcLog {
  /** The collections of a stretch, as far as Node has told; `undefined` when there were none. */
  measure(startMs: number, endMs: number): GcTime | undefined
  stop(): void
}

/** Starts a log. The arguments are for tests. */
export function createGcLog(createObserver: CreateObserver = observeGc, toMs: typeof toSharedMs = toSharedMs): GcLog {
  let pauses: GcTime['pauses'] = []
  const keep = (entries: readonly GcEntry[]) => {
    for (const { startTime, duration } of entries) {
      const startMs = toMs(startTime)
      pauses.push({ startMs, endMs: startMs + duration })
    }
    if (pauses.length > 2 * MAX_REMEMBERED) pauses = pauses.slice(-MAX_REMEMBERED)
  }
  const observer = createObserver(keep)
  return {
    measure: (startMs, endMs) => {
      keep(observer.takeRecords())
      pauses = pauses.filter(pause => pause.endMs > startMs)
      return foldPauses(mergePauses(pauses, startMs, endMs))
    },
    stop: () => observer.disconnect(),
  }
}

/** Starts telling of garbage collections. */
type CreateObserver = (onEntries: (entries: readonly GcEntry[]) => void) => {
  takeRecords(): readonly GcEntry[]
  disconnect(): void
}

/** When a collection was, on the clock of `performance.now()`, in ms. */
interface GcEntry {
  startTime: number
  duration: number
}

/** More than fit into a block and the turn after it: a young collection takes a millisecond or so. */
const MAX_REMEMBERED = 4096
const MAX_TOLD = 128

function observeGc(onEntries: (entries: readonly GcEntry[]) => void): ReturnType<CreateObserver> {
  const observer = new PerformanceObserver(list => onEntries(list.getEntries()))
  observer.observe({ entryTypes: ['gc'] })
  return observer
}

// Node tells of a young collection within an old one, too: no moment may count twice.
function mergePauses(pauses: GcTime['pauses'], startMs: number, endMs: number): GcTime['pauses'] {
  const merged: GcTime['pauses'] = []
  const within = pauses.filter(pause => pause.startMs < endMs)
  for (const pause of within.sort((a, b) => a.startMs - b.startMs)) {
    const last = merged.at(-1)
    const cut = { startMs: Math.max(startMs, pause.startMs), endMs: Math.min(endMs, pause.endMs) }
    if (last && cut.startMs < last.endMs) last.endMs = Math.max(last.endMs, cut.endMs)
    else merged.push(cut)
  }
  return merged
}

function foldPauses(pauses: GcTime['pauses']): GcTime | undefined {
  if (pauses.length === 0) return undefined
  const totalMs = pauses.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  const longest = [...pauses].sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs)).slice(0, MAX_TOLD)
  return { totalMs, count: pauses.length, pauses: longest.sort((a, b) => a.startMs - b.startMs) }
}
