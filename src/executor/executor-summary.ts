import { createDurations, type DurationSummary } from './durations.js'

/** What an executor has done so far. */
export interface ExecutorSummary {
  kind: 'thread' | 'process'
  /** How many workers there may be. */
  size: number
  /** How many there are. */
  workerCount: number
  /** Tasks that wait for a worker. */
  queueLength: number
  runningCount: number
  /** Tasks that have ended, by how. One that was refused at once (queue full, executor stopped, bad option) is none. */
  ended: Record<Ending, number>
  /** From the call to the moment when a worker got the task. */
  queueWait: DurationSummary
  /** From then on what was not spent in the function: copies, messages, the start of a worker, the first load of a module. */
  handOver: DurationSummary
  /** In the function. */
  run: DurationSummary
}

/**
 * How a task ended: the function `returned`; it `failed` because it threw, was not found, or something could not be copied; it was `aborted` or
 * `timedOut`; or the worker ended while it had the task, which is `lost`.
 */
export type Ending = 'returned' | 'failed' | 'aborted' | 'timedOut' | 'lost'

/** Counts what an executor does. */
export interface Tally {
  count(ending: Ending): void
  recordStart(queueWaitMs: number): void
  recordEnd(runMs: number, sinceStartMs: number): void
  summarize(
    now: Pick<ExecutorSummary, 'kind' | 'size' | 'workerCount' | 'queueLength' | 'runningCount'>,
  ): ExecutorSummary
}

/** Creates an empty tally. */
export function createTally(): Tally {
  const ended: Record<Ending, number> = { returned: 0, failed: 0, aborted: 0, timedOut: 0, lost: 0 }
  const [queueWait, handOver, run] = [createDurations(), createDurations(), createDurations()]
  // Whoever awaits a task has it sooner when its times are counted while the worker is busy with the next one.
  const uncounted: { runMs: number; sinceStartMs: number }[] = []
  const catchUp = () => {
    for (let end = uncounted.pop(); end; end = uncounted.pop()) {
      run.record(end.runMs)
      handOver.record(end.sinceStartMs - end.runMs)
    }
  }
  return {
    count: ending => {
      ended[ending] += 1
    },
    recordStart: queueWaitMs => {
      queueWait.record(queueWaitMs)
      catchUp()
    },
    recordEnd: (runMs, sinceStartMs) => {
      uncounted.push({ runMs, sinceStartMs })
    },
    summarize: now => {
      catchUp()
      return {
        ...now,
        ended: { ...ended },
        queueWait: queueWait.summarize(),
        handOver: handOver.summarize(),
        run: run.summarize(),
      }
    },
  }
}
