import type { WatchdogGap } from '../model/evidence.js'
import { type Interval, measureSharedMs } from '../model/interval.js'
import { HeaderField, HeaderFloatField, readHeader, readHeaderFloats } from './shared-memory.js'

/** The watchdog stood still from one moment to another. Times on the process-wide monotonic clock, in ms. */
export interface Stall {
  /** From when it had asked to be woken. */
  sure: Interval
  /** From when it went to sleep. */
  possible: Interval
}

/** How much of the interval lies in stalls; `undefined` when nothing does. */
export function measureStalls(stalls: Stall[], startMs: number, endMs: number): WatchdogGap | undefined {
  const interval = { startMs, endMs }
  const spans = stalls.map(({ sure }) => sure).filter(sure => measureSharedMs(sure, [interval]) > 0)
  const leastMs = measureSharedMs(interval, spans)
  const mostMs = measureSharedMs(
    interval,
    stalls.map(({ possible }) => possible),
  )
  return leastMs > 0 ? { leastMs, mostMs, spans } : undefined
}

/** Notes a stall of the watchdog for all watched threads: one that exits may have to judge before the watchdog, without a core, answers. */
export function noteLastStall(memory: SharedArrayBuffer, { sure, possible }: Stall): void {
  const header = readHeader(memory)
  const floats = readHeaderFloats(memory)
  Atomics.add(header, HeaderField.stalls, 1)
  floats[HeaderFloatField.stallFromMs] = possible.startMs
  floats[HeaderFloatField.stallDueMs] = sure.startMs
  floats[HeaderFloatField.stallOverMs] = sure.endMs
  floats[HeaderFloatField.stallSeenMs] = possible.endMs
  Atomics.add(header, HeaderField.stalls, 1)
}

/** The watchdog's last stall; `undefined` when there was none, and while it is written. */
export function readLastStall(memory: SharedArrayBuffer): Stall | undefined {
  const header = readHeader(memory)
  const count = Atomics.load(header, HeaderField.stalls)
  const [fromMs = 0, dueMs = 0, overMs = 0, seenMs = 0] = readHeaderFloats(memory)
  const isWhole = count > 0 && count % 2 === 0 && Atomics.load(header, HeaderField.stalls) === count
  if (!isWhole) return undefined
  return { sure: { startMs: dueMs, endMs: overMs }, possible: { startMs: fromMs, endMs: seenMs } }
}
