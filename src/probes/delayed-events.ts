import { performance } from 'node:perf_hooks'

/** Counts the I/O events that had to wait behind a block. */
export interface DelayedEvents {
  /** Call at the end of the iteration that blocked. */
  mark(): void
  /** Call at the end of the next one: events that were waiting when it polled, or `undefined` where Node does not count. */
  read(): number | undefined
}

/** Creates the counter: `uvMetricsInfo.eventsWaiting`, in Node since 20.18 and 22.8. */
export function createDelayedEvents(): DelayedEvents {
  const timing: { uvMetricsInfo?: { eventsWaiting: number } } = performance.nodeTiming
  let before: number | undefined
  return {
    mark: () => {
      before = timing.uvMetricsInfo?.eventsWaiting
    },
    read: () => {
      const after = timing.uvMetricsInfo?.eventsWaiting
      return before === undefined || after === undefined ? undefined : after - before
    },
  }
}
