import type { WatchdogGap } from '../model/evidence.js'
import { HeaderField, HeaderFloatField, readHeader, readHeaderFloats } from './shared-memory.js'

/** The watchdog stood still from one moment to another. Times on the process-wide monotonic clock, in ms. */
export interface Gap {
  /** From when it had asked to be woken. */
  sure: Span
  /** From when it went to sleep. */
  possible: Span
}

interface Span {
  startMs: number
  endMs: number
}

/** How much of the stretch lies in the gaps; `undefined` when nothing does. */
export function measureGaps(gaps: Gap[], startMs: number, endMs: number): WatchdogGap | undefined {
  const stretch = { startMs, endMs }
  const spans = gaps.map(({ sure }) => sure).filter(sure => measureSharedMs(sure, stretch) > 0)
  const leastMs = sumMs(spans.map(sure => measureSharedMs(sure, stretch)))
  const mostMs = sumMs(gaps.map(({ possible }) => measureSharedMs(possible, stretch)))
  return leastMs > 0 ? { leastMs, mostMs, spans } : undefined
}

/** Notes a gap of the watchdog for all watched threads: one that exits may have to judge before the watchdog, without a core, answers. */
export function noteLastGap(memory: SharedArrayBuffer, { sure, possible }: Gap): void {
  const header = readHeader(memory)
  const floats = readHeaderFloats(memory)
  Atomics.add(header, HeaderField.gaps, 1)
  floats[HeaderFloatField.gapFromMs] = possible.startMs
  floats[HeaderFloatField.gapDueMs] = sure.startMs
  floats[HeaderFloatField.gapOverMs] = sure.endMs
  floats[HeaderFloatField.gapSeenMs] = possible.endMs
  Atomics.add(header, HeaderField.gaps, 1)
}

/** The watchdog's last gap; `undefined` when there was none, and while it is written. */
export function readLastGap(memory: SharedArrayBuffer): Gap | undefined {
  const header = readHeader(memory)
  const count = Atomics.load(header, HeaderField.gaps)
  const [fromMs = 0, dueMs = 0, overMs = 0, seenMs = 0] = readHeaderFloats(memory)
  const isWhole = count > 0 && count % 2 === 0 && Atomics.load(header, HeaderField.gaps) === count
  if (!isWhole) return undefined
  return { sure: { startMs: dueMs, endMs: overMs }, possible: { startMs: fromMs, endMs: seenMs } }
}

function measureSharedMs(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs))
}

function sumMs(numbersMs: number[]): number {
  return numbersMs.reduce((sum, ms) => sum + ms, 0)
}
