import { performance } from 'node:perf_hooks'

/** Counts the I/O events that had to wait behind a block. */
export interface DelayedEvents {
  /** Call at the end of the iteration that blocked. */
  mark(): void
  /** Call at the end of the next one: events that were waiting when it polled, or `undefined` where Node does not count, and when the loop has not polled since. */
  read(): number | undefined
}

/** Creates the counter: `uvMetricsInfo.eventsWaiting`, in Node since 20.18 and 22.8. The argument is for tests. */
export function createDelayedEvents(timing: LoopTiming = performance.nodeTiming): DelayedEvents {
  let before: LoopTiming['uvMetricsInfo']
  return {
    mark: () => {
      before = timing.uvMetricsInfo
    },
    read: () => {
      const after = timing.uvMetricsInfo
      if (before === undefined || after === undefined || after.loopCount === before.loopCount) return undefined
      return after.eventsWaiting - before.eventsWaiting
    },
  }
}

/** The part of `performance.nodeTiming` that counts events. */
interface LoopTiming {
  readonly uvMetricsInfo?: { loopCount: number; eventsWaiting: number }
}
