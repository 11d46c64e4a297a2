import type { RawSample } from '../model/evidence.js'
import type { FinalSnapshot } from '../protocol/interrupt.js'
import { wantSourceMaps } from './merged-settings.js'
import type { Subscriber } from './registry.js'
import { isInspectorOpen } from './runtime/inspector-port.js'
import { askSourcePositions } from './stacks/source-positions.js'

/** What this thread tells the watchdog in an interrupt, as JSON text. */
export interface SampleExport {
  /** The last `count` samples, or all. */
  writeSamples(count?: number): string
  /** All that can be told right before the process is ended: also what else is asked only when a block is over. */
  writeFinalSnapshot(): string
}

/** Creates the sample export of this thread. */
export function createSampleExport(
  subscribers: ReadonlySet<Subscriber>,
  readSamples: () => readonly RawSample[],
): SampleExport {
  return {
    writeSamples: (count = Number.POSITIVE_INFINITY) => stringify(readSamples().slice(-count)),
    writeFinalSnapshot: () => {
      const samples = [...readSamples()]
      const frames = samples.flatMap(({ stack }) => stack)
      const originals = askSourcePositions(frames, { isAsking: wantSourceMaps(subscribers) })
      const words: FinalSnapshot = {
        samples,
        ...(originals.length > 0 ? { originals } : {}),
        ...(isInspectorOpen() ? { inspected: true } : {}),
      }
      return stringify(words)
    },
  }
}

// Taken before the safepoints stand in for it: they would blame what is written here.
const { stringify } = JSON
