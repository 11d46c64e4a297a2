import type { Evidence } from '../model/evidence.js'
import type { BlamedSample } from './blame-samples.js'
import { CALL_CAUSES } from './causes/call-causes.js'
import type { LostTime } from './causes/machine-cause.js'
import { sumWeightsMs } from './find-culprit.js'

/**
 * Measures the time of a block in which its code could not run. A thread that is stopped or held neither uses a core nor waits for one,
 * which tells how much of the watchdog's gap it was; where the system does not tell the thread's times, the surest part of the gap counts.
 */
export function measureLostTime(evidence: Evidence, samples: BlamedSample[]): LostTime {
  const { durationMs, threadTime, watchdogGap } = evidence
  const waitMs = threadTime?.waitMs ?? 0
  const asleepMs = Math.max(0, durationMs - waitMs - (threadTime?.cpuMs ?? 0))
  const gapMs = (threadTime?.waitMs === undefined ? watchdogGap?.leastMs : watchdogGap?.mostMs) ?? 0
  const suspendedMs = Math.min(gapMs, asleepMs)
  const heldMs = findHeldMs(evidence, samples, asleepMs - suspendedMs)
  const waitedMs = waitMs + findHelperWaitMs(evidence, samples, asleepMs - suspendedMs - heldMs)
  return { waitedMs, suspendedMs, heldMs }
}

// On a machine without a free core the threads that help to collect garbage have none either, nor has whoever holds a lock of V8's or the
// kernel's, such as the watchdog that takes the samples: while it waits for one of them a thread sleeps, in whatever JavaScript it is.
function findHelperWaitMs({ durationMs, threadTime, gc }: Evidence, samples: BlamedSample[], asleepMs: number): number {
  const waitMs = threadTime?.waitMs ?? 0
  const isStarving = waitMs * 2 >= durationMs
  if (!isStarving) return 0
  if (samples.length === 0) return asleepMs
  const nativeMs = sumWeightsMs(samples.filter(({ cause }) => isCall(cause) || cause === 'native'))
  const locksMs = Math.min(asleepMs - nativeMs, waitMs * MOST_IN_LOCKS)
  return Math.min(asleepMs, Math.max(gc?.totalMs ?? 0, locksMs))
}

/** Sleep for each ms without a core, at most; a loop that calls nothing slept for 0.1 to 0.15 ms beside busy programs on every core. */
const MOST_IN_LOCKS = 0.25

// A thread that sleeps in a call serves no interrupt; one that a debugger holds serves it at once, and uses no core for its code.
function findHeldMs({ inspected, threadTime }: Evidence, samples: BlamedSample[], asleepMs: number): number {
  if (!inspected || !threadTime) return 0
  const inCallsMs = sumWeightsMs(samples.filter(({ cause }) => isCall(cause)))
  const awake = samples.filter(({ skidMs, cause, stack }) => skidMs < SLEEP_MS && stack.length > 0 && !isCall(cause))
  const seenMs = sumWeightsMs(awake) - threadTime.cpuMs - (threadTime.waitMs ?? 0)
  // The first sample of a pause may come late: the rest of the sleep is no other than what was seen.
  return seenMs * 2 >= asleepMs ? Math.max(0, asleepMs - inCallsMs) : 0
}

/** Shorter than what is worth to be called asleep; on a busy machine an interrupt waits that long for a core. */
const SLEEP_MS = 25

function isCall(cause: BlamedSample['cause']): boolean {
  return CALL_CAUSES.some(known => known.cause === cause)
}
