import { foldOffenders } from '../analysis/fold-offenders.js'
import type { Block } from '../model/block.js'
import type { Offender } from '../model/report.js'
import { formatBlock } from '../reporters/block-text.js'
import { formatDuration } from '../reporters/duration-text.js'
import { formatLocation } from '../reporters/frame-text.js'
import { createPalette } from '../reporters/palette.js'
import { formatPlain } from '../reporters/plain-text.js'
import { createSourceReader } from '../sources/source-reader.js'

/** What a failed assertion says. */
export interface BlockedText {
  /** One line that is enough for a summary: `the event loop was blocked for 120 ms in parse src/a.js:3:5 (json)`. */
  summary: string
  /** Each offender by its worst block, the worst first. */
  report: string
}

/** Says what blocked; each offender once, since a loop that blocks a hundred times is one thing to mend. */
export function formatBlocked(blocks: Block[]): BlockedText {
  const offenders = foldOffenders(blocks, createSourceReader())
  const reports = offenders.map(({ fingerprint, worstMs, source }) => {
    const worst = blocks.find(block => block.fingerprint === fingerprint && block.durationMs === worstMs)
    return worst ? hideFrames(formatBlock(worst, { ...PLAIN, source })) : ''
  })
  return { summary: formatSummary(offenders[0], blocks.length), report: reports.join('\n\n') }
}

const PLAIN = { color: false }

function formatSummary(offender: Offender | undefined, count: number): string {
  if (!offender) return 'the event loop was blocked'
  const { worstMs, cause, culprit } = offender
  const worst = formatDuration(worstMs)
  const often = count === 1 ? `for ${worst}` : `${count} times, worst ${worst}`
  const location = culprit && formatLocation(culprit, createPalette(PLAIN), PLAIN)
  const place = culprit ? ` in ${formatPlain(culprit.function)} ${location}` : ''
  return `the event loop was blocked ${often}${place} (${cause})`
}

// Runners look for an error's frames in its message, too: some by the word, some by the position that a line ends in.
function hideFrames(report: string): string {
  return report.replaceAll(/^( +)at /gm, '$1in ').replaceAll(/:\d+\)?$/gm, '$& ')
}
