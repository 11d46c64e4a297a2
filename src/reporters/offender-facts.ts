import type { Standing } from '../model/baseline.js'
import type { Frame } from '../model/frame.js'
import type { Offender, Verdict } from '../model/report.js'
import { isAbsolutePath } from './project-path.js'
import { formatDuration, formatPlain } from './text/words.js'

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

/**
 * The frame that stands for an offender where a file is needed: the culprit, else the innermost frame of the user's own code, else the
 * innermost one that has a file; `undefined` when none has.
 */
export function findPlace({ culprit, stack }: Offender): Frame | undefined {
  const frames = culprit ? [culprit, ...stack] : stack
  const placed = frames.filter(({ file, line }) => isAbsolutePath(file) && line > 0)
  if (placed[0] === culprit) return culprit
  return placed.find(({ ownCode }) => ownCode) ?? placed[0]
}

/** How bad an offender is for the build. */
export type Level = 'error' | 'warning' | 'notice'

/**
 * `notice` when none of its blocks counts, or when the baseline knows it and it is no worse; else `error` when the run failed, and
 * `warning` when the budget allowed it.
 */
export function judgeLevel({ excused, standing }: Offender, { status }: Verdict): Level {
  if (excused !== undefined || standing?.state === 'known') return 'notice'
  return status === 'fail' ? 'error' : 'warning'
}
