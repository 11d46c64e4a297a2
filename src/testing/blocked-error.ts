import type { Block } from '../model/block.js'
import { LoophoundError } from '../model/errors.js'
import { formatBlocked } from './blocked-text.js'
import { readFrames, suitRunner } from './suit-runner.js'

/**
 * Thrown by {@link assertNonBlocking}. The first line of its message says for how long the loop was blocked and where; the report follows.
 * `code` is `ERR_LOOPHOUND_BLOCKED`.
 */
export class BlockedError extends LoophoundError {
  override name = 'BlockedError'
  /** The blocks that count, in order of time. */
  readonly blocks: Block[]

  /** @param caller has the stack that becomes the error's: see {@link catchCaller}. Default: where the error is made. */
  constructor(blocks: Block[], caller: Error = catchCaller(new.target)) {
    const { summary, report } = formatBlocked(blocks)
    super('ERR_LOOPHOUND_BLOCKED', `${summary}\n\n${report}`)
    this.blocks = blocks
    // Runners print what is enumerable, and the message has said it all.
    Object.defineProperty(this, 'blocks', { enumerable: false })
    this.stack = `${this.name}: ${this.message}${readFrames(caller)}`
    suitRunner(this, { summary, report })
  }
}

/**
 * Keeps the stack of an assertion from when it is called: by the time it fails, after awaits, its caller may be in no stack any more.
 *
 * @param below is left out of the stack, and so is what it has called
 */
export function catchCaller(below: Parameters<typeof Error.captureStackTrace>[1]): Error {
  const caller = new Error()
  Error.captureStackTrace(caller, below)
  return caller
}
