import { foldOffenders } from '../analysis/offenders.js'
import type { Block } from '../model/block.js'
import type { Offender } from '../model/report.js'
import { formatLocation } from '../reporters/text/frames.js'
import { createPalette } from '../reporters/text/palette.js'
import { formatDuration } from '../reporters/text/words.js'
import type { Guard } from './guard.js'

/** Tells on stderr of blocks that were no test's; they fail nothing, since importing the tests' files may well take long. */
export async function tellOutside(guard: Guard): Promise<void> {
  const blocks = await guard.takeOutside()
  if (blocks.length > 0) process.stderr.write(`${formatOutside(blocks)}\n`)
}

/** One line for each place, the worst first. */
export function formatOutside(blocks: Block[]): string {
  const offenders = foldOffenders(blocks)
  const lines = offenders.slice(0, MAX_LINES).map(formatLine)
  const more = offenders.length > MAX_LINES ? [`  and ${offenders.length - MAX_LINES} more places`] : []
  return ['loophound: blocked between tests (imports, hooks, what tests left behind)', ...lines, ...more].join('\n')
}

const MAX_LINES = 5

function formatLine({ worstMs, cause, culprit }: Offender): string {
  const plain = { color: false }
  const place = culprit ? ` in ${culprit.function} ${formatLocation(culprit, createPalette(plain), plain)}` : ''
  return `  ${formatDuration(worstMs)} ${cause}${place}`
}
