import { foldOffenders } from '../analysis/fold-offenders.js'
import type { Block } from '../model/block.js'
import { LoophoundError } from '../model/errors.js'
import { formatBlock } from '../reporters/block-text.js'
import { createSourceReader } from '../sources/source-reader.js'

/** Thrown by {@link assertNonBlocking}: its message is the report. `code` is `ERR_LOOPHOUND_BLOCKED`. */
export class BlockedError extends LoophoundError {
  override name = 'BlockedError'
  /** The blocks that count, in order of time. */
  readonly blocks: Block[]

  constructor(blocks: Block[]) {
    super('ERR_LOOPHOUND_BLOCKED', formatMessage(blocks))
    // Where it was thrown says nothing: the message says where the loop was blocked.
    this.stack = `${this.name}: ${this.message}`
    this.blocks = blocks
    // Runners print what is enumerable, and the message has said it all.
    Object.defineProperty(this, 'blocks', { enumerable: false })
  }
}

// Each offender once, by its worst block: a loop that blocks a hundred times is one thing to mend.
function formatMessage(blocks: Block[]): string {
  const readSource = createSourceReader()
  const reports = foldOffenders(blocks, readSource).map(({ fingerprint, worstMs, source }) => {
    const worst = blocks.find(block => block.fingerprint === fingerprint && block.durationMs === worstMs)
    return worst ? formatBlock(worst, { color: false, source }) : ''
  })
  const times = blocks.length === 1 ? 'once' : `${blocks.length} times`
  return [`the event loop was blocked ${times}`, ...reports].join('\n\n')
}
