import { CAUSES } from '../model/causes.js'
import type { Evidence } from '../model/evidence.js'
import { sumMs } from '../model/interval.js'
import { isCallCause } from './causes/apis.js'
import type { LostTime } from './causes/machine.js'
import { isBuiltinLoad } from './causes/machine.js'
import { type AttributedSegment, isSeenAfterwards } from './timeline/segment.js'

/**
 * Measures the time of a block in which its code could not run. A thread that is stopped or held neither uses a core nor waits for one,
 * which tells how much of the watchdog's gap it was; where the system does not tell the thread's times, the surest part of the gap counts.
 */
export function measureLostTime(evidence: Evidence, segments: AttributedSegment[]): LostTime {
  const { durationMs, threadTime, watchdogGap } = evidence
  const waitMs = threadTime?.waitMs ?? 0
  const asleepMs = Math.max(0, durationMs - waitMs - (threadTime?.cpuMs ?? 0))
  const gapMs = (threadTime?.waitMs === undefined ? watchdogGap?.leastMs : watchdogGap?.mostMs) ?? 0
  const suspendedMs = Math.min(gapMs, asleepMs)
  const heldMs = findHeldMs(evidence, segments, asleepMs - suspendedMs)
  const waitedMs = waitMs + findHelperWaitMs(evidence, segments, asleepMs - suspendedMs - heldMs)
  const restMs = Math.max(0, durationMs - waitedMs - suspendedMs - heldMs)
  const loading = segments.filter(({ stack }) => isBuiltinLoad(stack))
  return { waitedMs, suspendedMs, heldMs, builtinLoadMs: Math.min(restMs, sumMs(loading)) }
}

function findHelperWaitMs(evidence: Evidence, segments: AttributedSegment[], asleepMs: number): number {
  const { gc, helperWaitMs = 0 } = evidence
  // While it collects garbage a thread sleeps for nobody but its helpers.
  const collectingMs = Math.min(asleepMs, gc?.totalMs ?? 0, helperWaitMs)
  return Math.max(collectingMs, guessHelperWaitMs(evidence, segments, asleepMs))
}

// On a machine without a free core the threads that help to collect garbage have none either, nor has whoever holds a lock of V8's, Node's
// or the kernel's, such as the watchdog that takes the samples: while it waits for one of them a thread sleeps. They fare as it does itself,
// which tells how much of that sleep was the machine's fault.
function guessHelperWaitMs(
  { durationMs, threadTime, gc }: Evidence,
  segments: AttributedSegment[],
  asleepMs: number,
): number {
  const { waitMs = 0, cpuMs = 0 } = threadTime ?? {}
  if (waitMs <= 0 || asleepMs <= 0) return 0
  const isStarving = waitMs * 2 >= durationMs
  const withoutCoreRatio = isStarving ? 1 : waitMs / (waitMs + cpuMs)
  // Where nobody saw it, a native may have slept by itself: the rate alone, of two short times, would excuse however long a sleep.
  if (!segments.some(({ culprit }) => culprit))
    return isStarving ? asleepMs : Math.min(asleepMs * withoutCoreRatio, waitMs)
  const computedMs = sumMs(segments.filter(segment => !maySleep(segment) && segment.cause !== 'javascript'))
  const unaskedMs = Math.max(0, asleepMs - sumMs(segments.filter(maySleep)))
  const helpersMs = Math.min(asleepMs, (gc?.totalMs ?? 0) + Math.min(unaskedMs, computedMs)) * withoutCoreRatio
  return Math.max(helpersMs, isStarving ? Math.min(unaskedMs, waitMs * MOST_IN_LOCKS) : 0)
}

/** Sleep for each ms without a core, at most; a loop that calls nothing slept for 0.1 to 0.15 ms beside busy programs on every core. */
const MOST_IN_LOCKS = 0.25

// Who computes on this thread asks for no sleep, and where nobody is to blame nobody did.
function maySleep({ cause, culprit }: AttributedSegment): boolean {
  return culprit !== undefined && !CAUSES[cause].isComputing
}

// A thread that sleeps in a call serves no interrupt; one that a debugger holds serves it at once, and uses no core for its code.
function findHeldMs(
  { inspected, threadTime, ...evidence }: Evidence,
  segments: AttributedSegment[],
  asleepMs: number,
): number {
  if (!inspected || !threadTime) return 0
  // One that attaches lists every script, on this thread and for tens of milliseconds: work of V8's for it, with nobody's code on the stack.
  const isNobodys = segments.length > 0 && segments.every(({ stack }) => stack.length === 0)
  if (isNobodys) return evidence.durationMs - (threadTime.waitMs ?? 0)
  const inCallsMs = sumMs(segments.filter(({ cause }) => isCallCause(cause)))
  const awake = segments.filter(segment => isAwake(segment) && !isCallCause(segment.cause))
  const seenMs = sumMs(awake) - threadTime.cpuMs - (threadTime.waitMs ?? 0)
  // The first sample of a pause may come late: the rest of the sleep is no other than what was seen.
  return seenMs * 2 >= asleepMs ? Math.max(0, asleepMs - inCallsMs) : 0
}

/** Shorter than what is worth to be called asleep; on a busy machine an interrupt waits that long for a core. */
const SLEEP_MS = 25

function isAwake(segment: AttributedSegment): boolean {
  return segment.stack.length > 0 && !(isSeenAfterwards(segment) && segment.refusedMs >= SLEEP_MS)
}
