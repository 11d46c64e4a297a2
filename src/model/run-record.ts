import type { Block } from './block.js'
import type { DelayReading } from './delay.js'
import type { Evidence } from './evidence.js'
import type { MomentName, Phase } from './phase.js'
import type { Summary } from './summary.js'

/** Version of the run files and of the report. Reports of version 1, which knew neither phases nor roles, are read, too. */
export const SCHEMA_VERSION = 2

/**
 * One line of a run file (`<pid>-<threadId>.ndjson` in the run directory): a `process` line first, `end` last.
 * A process that is killed leaves no `end`, nor does a worker thread that is terminated.
 */
export type RunRecord =
  | (WatchedThread & {
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

/** Which thread of which process is watched. */
export interface WatchedThread {
  pid: number
  ppid: number
  /** `worker_threads.threadId`; 0 is the main thread. */
  threadId: number
  /** `process.argv`, executable first. */
  argv: string[]
  /** `process.execArgv`: Node's own flags of the command line. */
  execArgv?: string[]
  cwd: string
  node: string
  /** ISO 8601. */
  startedAt: string
  threadName?: string
  /** What the thread itself knows of its role; absent when it knows none. */
  kind?: 'hooks'
}
