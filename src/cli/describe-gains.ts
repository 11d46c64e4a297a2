import type { HandOver } from '../executor/measure-hand-over.js'
import type { Offender } from '../model/report.js'
import { formatDuration } from '../reporters/duration-text.js'

/**
 * Says of each offender that an executor would help what moving it would gain, and cost. Measures that only when there is one.
 *
 * @param measure Another one is for tests.
 */
export async function describeGains(offenders: Offender[], measure: () => Promise<HandOver>): Promise<Offender[]> {
  if (!offenders.some(canMove)) return offenders
  const handOver = await measure()
  return offenders.map(offender => {
    if (!offender.remedy || !canMove(offender)) return offender
    return { ...offender, remedy: { ...offender.remedy, gain: formatGain(offender, handOver) } }
  })
}

// With an asynchronous twin there is no need to.
function canMove({ remedy, excused }: Offender): boolean {
  return remedy?.executor === true && remedy.asyncTwin === undefined && excused === undefined
}

function formatGain({ cause, worstMs }: Offender, { roundTripMs, copyMsPerMb, parseMsPerMb, isMeasured }: HandOver) {
  const about = isMeasured ? '' : 'about '
  const [handOver, copy] = [roundTripMs, copyMsPerMb].map(ms => about + formatShort(ms))
  if (cause === 'json' && copyMsPerMb > parseMsPerMb / 2) {
    return `Not worth moving if all of it has to be copied: that takes ${copy} a MB here, parsing it ${about}${formatDuration(parseMsPerMb)}; split it instead, or move what is done with it too.`
  }
  if (worstMs < WORTH_FACTOR * (roundTripMs + copyMsPerMb)) {
    return `Not worth moving with much data: handing over takes ${handOver}, and ${copy} for each MB of objects; split it instead, with yieldToLoop() of loophound/executor.`
  }
  return `Moving it trades ${formatDuration(worstMs)} of block for ${handOver} of hand-over, and ${copy} for each MB of objects to copy.`
}

function formatShort(durationMs: number): string {
  return durationMs < 0.1 ? `${Number(durationMs.toPrecision(1))} ms` : formatDuration(durationMs)
}

/** Moving must save at least half of the block when it takes 1 MB of objects. */
const WORTH_FACTOR = 2
