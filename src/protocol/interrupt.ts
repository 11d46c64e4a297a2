import type { RawSample } from '../model/evidence.js'
import type { KnownOriginal } from '../model/frame.js'

/** Script URL of the expression that an interrupt evaluates, to tell its frame from the app's. */
export const INTERRUPT_URL = 'loophound:interrupt'

/** Name under which everything that must be single in a thread lives on its `globalThis`. */
export const GLOBAL_KEY = 'loophound'

/** Expression for the registry of the thread that evaluates it. */
export const HOST_EXPRESSION: string = `globalThis[Symbol.for(${JSON.stringify(GLOBAL_KEY)})]`

/** Expression that hands the samples over as text. */
export const READ_SAMPLES_EXPRESSION: string = `${HOST_EXPRESSION}?.writeSamples()`

/** Expression that hands the final snapshot over as text. */
export const READ_FINAL_SNAPSHOT_EXPRESSION: string = `${HOST_EXPRESSION}?.writeFinalSnapshot()`

/** What a thread can tell right before its process is ended. */
export interface FinalSnapshot {
  samples: RawSample[]
  /** Where positions in transformed code come from, as far as a test runner or loader could be asked. */
  originals?: KnownOriginal[]
  /** `true` when Node's inspector listens for a debugger. */
  inspected?: true
}
