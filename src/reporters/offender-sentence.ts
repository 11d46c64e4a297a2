import type { Standing } from '../model/baseline.js'
import type { Offender } from '../model/report.js'
import { formatDuration } from './duration-text.js'
import { formatPlain } from './plain-text.js'

/**
 * An offender in half a sentence, without where it is: `resize blocked the event loop 3 times, worst 312 ms, total 900 ms`. On one line and
 * without control characters.
 */
export function formatSentence({ culprit, count, worstMs, totalMs, hang, standing }: Offender): string {
  const worst = formatDuration(worstMs)
  const often = count === 1 ? `for ${worst}` : `${count} times, worst ${worst}, total ${formatDuration(totalMs)}`
  const still = hang ? ', not over at the end' : ''
  return `${culprit ? `${formatPlain(culprit.function)} blocked the event loop` : 'the event loop was blocked'} ${often}${still}${formatStanding(standing)}`
}

function formatStanding(standing: Standing | undefined): string {
  if (!standing) return ''
  const { state, recordedMs = 0 } = standing
  if (state === 'worse') return `, longer than the ${formatDuration(recordedMs)} in the baseline`
  return state === 'known' ? ', known to the baseline' : ', new to the baseline'
}
