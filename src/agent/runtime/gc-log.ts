import { PerformanceObserver } from 'node:perf_hooks'
import type { GcTime } from '../../model/evidence.js'
import { toSharedMs } from '../../system/clock.js'

/**
 * Remembers when garbage collections stopped this thread. Node tells of them in the next turn of the loop, and each telling costs some
 * 40 µs: nothing against a long collection, but a loop of awaits makes a hundred short ones a second and more. So after {@link MAX_SHORT}
 * short ones the log rests until {@link PERIOD_MS} are over, or until the loop is late: of a block that begins while it rests, it has the
 * collections from the first interrupt on.
 */
export interface GcLog {
  /** The loop is late: what collects now matters. */
  attend(): void
  /** Call at each heartbeat: rests end here. */
  mark(atMs: number): void
  /** The collections of an interval, as far as Node has told; `undefined` when there were none. */
  measure(startMs: number, endMs: number): GcTime | undefined
  stop(): void
}

/**
 * Most short collections that are told in a period. Each costs more than the 40 µs of the telling: what Node keeps of it until then are
 * young objects in old ones, which make V8 wake its helper threads for the next collections.
 */
export const MAX_SHORT = 1
/** In ms. */
export const PERIOD_MS = 200
/** Shorter than this, a collection is not much longer than the telling of it. In ms. */
const SHORT_MS = 1

/** Starts a log. The arguments are for tests. */
export function createGcLog(createObserver: CreateObserver = observeGc, toMs: typeof toSharedMs = toSharedMs): GcLog {
  let pauses: GcTime['pauses'] = []
  let [shortCount, periodStartMs, isResting] = [0, 0, false]
  const keep = (entries: readonly GcEntry[]) => {
    for (const { startTime, duration } of entries) {
      const startMs = toMs(startTime)
      pauses.push({ startMs, endMs: startMs + duration })
      if (duration < SHORT_MS) shortCount += 1
    }
    if (pauses.length > 2 * MAX_REMEMBERED) pauses = pauses.slice(-MAX_REMEMBERED)
  }
  const observer = createObserver(entries => {
    keep(entries)
    if (shortCount < MAX_SHORT || isResting) return
    isResting = true
    observer.disconnect()
  })
  const attend = () => {
    if (!isResting) return
    isResting = false
    observer.observe()
  }
  observer.observe()
  return {
    attend,
    mark: atMs => {
      if (atMs - periodStartMs < PERIOD_MS) return
      periodStartMs = atMs
      shortCount = 0
      attend()
    },
    measure: (startMs, endMs) => {
      keep(observer.takeRecords())
      pauses = pauses.filter(pause => pause.endMs > startMs)
      return foldPauses(mergePauses(pauses, startMs, endMs))
    },
    stop: () => {
      isResting = false
      observer.disconnect()
    },
  }
}

/** Creates what tells of garbage collections between its `observe` and its `disconnect`. */
type CreateObserver = (onEntries: (entries: readonly GcEntry[]) => void) => {
  observe(): void
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
  return {
    observe: () => observer.observe({ entryTypes: ['gc'] }),
    takeRecords: () => observer.takeRecords(),
    disconnect: () => observer.disconnect(),
  }
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
