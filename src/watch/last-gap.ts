import { HeaderField, HeaderFloatField, readHeader, readHeaderFloats } from '../model/shared-memory.js'
import type { Gap } from './gaps.js'

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
