import type { RawSample } from '../model/evidence.js'
import type { LastWords } from '../protocol/interrupt.js'
import { wantSourceMaps } from './merged-settings.js'
import type { Member } from './registry.js'
import { isInspectorOpen } from './runtime/inspector-port.js'
import { askOriginals } from './stacks/source-positions.js'

/** What this thread tells the watchdog in an interrupt, as JSON text. */
export interface Testimony {
  /** The last `count` samples, or all. */
  writeSamples(count?: number): string
  /** All that can be told right before the process is ended: also what else is asked only when a block is over. */
  writeLastWords(): string
}

/** Creates the testimony of this thread. */
export function createTestimony(members: ReadonlySet<Member>, readSamples: () => readonly RawSample[]): Testimony {
  return {
    writeSamples: (count = Number.POSITIVE_INFINITY) => stringify(readSamples().slice(-count)),
    writeLastWords: () => {
      const samples = [...readSamples()]
      const frames = samples.flatMap(({ stack }) => stack)
      const originals = askOriginals(frames, { isAsking: wantSourceMaps(members) })
      const words: LastWords = {
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
