import type { Block } from '../model/block.js'
import { LoophoundError } from '../model/errors.js'
import { formatBlock } from '../reporters/block-text.js'

/** Thrown by {@link assertNonBlocking}: its message is the report. `code` is `ERR_LOOPHOUND_BLOCKED`. */
export class BlockedError extends LoophoundError {
  override name = 'BlockedError'
  /** The blocks that count, in order of time. */
  readonly blocks: Block[]

  constructor(blocks: Block[]) {
    super('ERR_LOOPHOUND_BLOCKED', formatMessage(blocks))
    this.blocks = blocks
  }
}

// Each offender once, by its worst block: a loop that blocks a hundred times is one thing to mend.
function formatMessage(blocks: Block[]): string {
  const worst = new Map<string, Block>()
  for (const block of blocks) {
    const known = worst.get(block.fingerprint)
    if (known === undefined || known.durationMs < block.durationMs) worst.set(block.fingerprint, block)
  }
  const reports = [...worst.values()].map(block => formatBlock(block, { color: false }))
  return [`the event loop was blocked ${blocks.length === 1 ? 'once' : `${blocks.length} times`}`, ...reports].join(
    '\n\n',
  )
}
