import type { Evidence } from '../../model/evidence.js'
import { type CallCause, createExactApi } from './call-cause.js'
import type { LostTime } from './machine.js'

/** Sleeping on purpose, or until somebody else lets go of a lock. */
export const syncWait: CallCause & Lock = {
  cause: 'sync-wait',
  findApi: frame => (frame.native && frame.function === 'Atomics.wait' ? createExactApi(frame.function) : undefined),
  explain: (apiName, durationMs) => `${apiName} kept the thread asleep for ${durationMs} ms.`,
  holdsFor: ({ weightMs }, evidence, lost) =>
    measureSleepMs(evidence, lost) >= Math.max(weightMs / 2, (weightMs - lost.waitedMs) * MOST),
  explainLock: (evidence, lost) =>
    `The thread slept for ${Math.round(measureSleepMs(evidence, lost))} ms, using no core and waiting for none: for a lock, a device or another process.`,
}

/** A wait that only the thread's times show. */
interface Lock {
  /** Whether code of which no more is known slept for most of its time. */
  holdsFor(suspicion: { weightMs: number }, evidence: Evidence, lost: LostTime): boolean
  explainLock(evidence: Evidence, lost: LostTime): string
}

const MOST = 0.8

function measureSleepMs({ durationMs, threadTime }: Evidence, { suspendedMs, heldMs }: LostTime): number {
  if (threadTime?.waitMs === undefined) return 0
  return durationMs - threadTime.cpuMs - threadTime.waitMs - suspendedMs - heldMs
}
