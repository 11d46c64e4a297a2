import type { Offender } from '../model/report.js'
import type { Verdict } from '../model/verdict.js'

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
