import type { Block } from './block.js'
import type { Evidence } from './evidence.js'
import type { MomentName, Phase } from './phase.js'
import type { DelayReading, SCHEMA_VERSION, Summary, ThreadIdentity } from './report.js'

/**
 * One line of a run file (`<pid>-<threadId>.ndjson` in the run directory): a `process` line first, `end` last.
 * A process that is killed leaves no `end`, nor does a worker thread that is terminated.
 */
export type RunRecord =
  | (ThreadIdentity & {
      type: 'process'
      schemaVersion: typeof SCHEMA_VERSION
      platform: string
      thresholdMs: number
    })
  | { type: 'block'; block: Block }
  /** Evidence that the watchdog had no time to judge before exit: whoever reads the file judges it. */
  | { type: 'evidence'; evidence: Evidence }
  /** Told as it comes, so that it is known of a process that is killed. */
  | { type: 'moment'; name: MomentName /** ISO 8601. */; at: string }
  /** What was seen so far, written while the process runs: the last one counts when there is no `end`. */
  | { type: 'progress'; summary: Omit<Summary, 'delay' | 'phaseDelays'>; delays: PhaseReadings }
  | { type: 'end'; summary: Summary; exitCode: number | null }

/** How late the loop was by phase, as measured: what it comes to is reckoned by whoever reads it. */
export type PhaseReadings = Record<Phase, DelayReading[]>

/** Environment variable by which `loophound run` hands its settings to `loophound/register` in every child, as JSON. */
export const RUN_SETTINGS_VARIABLE = 'LOOPHOUND_RUN'

/** What `loophound run` tells the processes it watches. */
export interface RunSettings {
  /** Absolute path of the folder in which each watched thread keeps its run file. */
  runDirectory: string
  thresholdMs: number
  hangAfterMs?: number
  /** CPU time that a thread may take without a turn of its loop before its process is ended, in ms; 0 for ever. @default 0 */
  hangTimeoutMs?: number
  /** @default true */
  sourceMaps?: boolean
  /** Absent: named, and before Node 24 followed through awaits only once a block had no name. */
  requests?: boolean
  callbacks?: boolean | { origins?: boolean }
  /** @default true */
  sampler?: boolean | { intervalMs?: number }
  /** Longest that start-up may last, in ms. @default 30000 */
  startupLimitMs?: number
}
