import type { Block } from '../model/block.js'
import { formatDuration } from '../reporters/duration-text.js'
import { formatLocation } from '../reporters/frame-text.js'
import { createPalette } from '../reporters/palette.js'
import type { Guard } from './guard.js'

/** Tells on stderr of blocks that were no test's; they fail nothing, since importing the tests' files may well take long. */
export async function tellOutside(guard: Guard): Promise<void> {
  const blocks = await guard.takeOutside()
  if (blocks.length > 0) process.stderr.write(`${formatOutside(blocks)}\n`)
}

/** One line for each place, the worst first. */
export function formatOutside(blocks: readonly Block[]): string {
  const worst = new Map<string, Block>()
  for (const block of blocks) {
    const known = worst.get(block.fingerprint)
    if (known === undefined || known.durationMs < block.durationMs) worst.set(block.fingerprint, block)
  }
  const sorted = [...worst.values()].sort((a, b) => b.durationMs - a.durationMs)
  const lines = sorted.slice(0, MAX_LINES).map(formatLine)
  const more = sorted.length > MAX_LINES ? [`  and ${sorted.length - MAX_LINES} more places`] : []
  return ['loophound: blocked between tests (imports, hooks, what tests left behind)', ...lines, ...more].join('\n')
}

const MAX_LINES = 5

function formatLine({ durationMs, cause, culprit }: Block): string {
  const plain = { color: false }
  const place = culprit ? ` in ${culprit.function} ${formatLocation(culprit, createPalette(plain), plain)}` : ''
  return `  ${formatDuration(durationMs)} ${cause}${place}`
}
