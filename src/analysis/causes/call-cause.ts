import type { Cause } from '../../model/block.js'
import type { Frame } from '../../model/frame.js'

/** A cause that shows in one call: which API it is, told from the frames between the user's code and the native part. */
export interface CallCause {
  readonly cause: Cause
  /** The API that the frame is a part of, or `undefined` when the frame is not of this cause. */
  findApi(frame: Frame, call: Call): Api | undefined
  /** The cause in this case, in one sentence. */
  explain(apiName: string, durationMs: number): string
}

/** Where the user's code called the API. */
export interface Call {
  /** Source line of the call, where it can be read. */
  readSourceLine: () => string | undefined
}

/** An API that blocks, as the user would write it. */
export interface Api {
  /** Such as `crypto.pbkdf2Sync`. */
  name: string
  /** `likely` when the name was deduced from the source line or is one of several. */
  confidence: 'exact' | 'likely'
}

/** An API whose name is certain. */
export function createExactApi(name: string): Api {
  return { name, confidence: 'exact' }
}
