import { findBucket, formatHdr, readPercentilesUs } from '../model/hdr-counts.js'

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

/** How long something took, over many times. */
export interface DurationSummary {
  count: number
  p50Ms: number
  p90Ms: number
  p99Ms: number
  maxMs: number
  /** The histogram in microseconds, HdrHistogram V2 compressed, base64: merges across processes and machines. */
  hdr: string
}

/** Counts what an executor does. */
export interface Tally {
  count(ending: Ending): void
  recordStart(queueWaitMs: number): void
  recordEnd(runMs: number, sinceStartMs: number): void
  summarize(): Pick<ExecutorSummary, 'ended' | 'queueWait' | 'handOver' | 'run'>
}

/** Creates an empty tally. */
export function createTally(): Tally {
  const ended: Record<Ending, number> = { returned: 0, failed: 0, aborted: 0, timedOut: 0, lost: 0 }
  const [queueWait, handOver, run] = [createDurations(), createDurations(), createDurations()]
  return {
    count: ending => {
      ended[ending] += 1
    },
    recordStart: queueWait.record,
    recordEnd: (runMs, sinceStartMs) => {
      run.record(runMs)
      handOver.record(sinceStartMs - runMs)
    },
    summarize: () => ({
      ended: { ...ended },
      queueWait: queueWait.summarize(),
      handOver: handOver.summarize(),
      run: run.summarize(),
    }),
  }
}

/** Creates an empty histogram. */
export function createDurations(): { record(durationMs: number): void; summarize(): DurationSummary } {
  const counts = new Map<number, number>()
  let maxMs = 0
  return {
    record: durationMs => {
      const bucket = findBucket(Math.max(0, durationMs) * 1000)
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
      maxMs = Math.max(maxMs, durationMs)
    },
    summarize: () => {
      const all = new Float64Array(Math.max(0, ...counts.keys()) + 1)
      for (const [bucket, count] of counts) all[bucket] = count
      const percentilesUs = readPercentilesUs(all, [50, 90, 99])
      // A bucket ends above the values in it.
      const [p50Ms = 0, p90Ms = 0, p99Ms = 0] = percentilesUs.map(us => Math.min(us / 1000, maxMs))
      return { count: all.reduce((sum, count) => sum + count), p50Ms, p90Ms, p99Ms, maxMs, hdr: formatHdr(all) }
    },
  }
}
