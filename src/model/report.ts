import type { BaselineEntry, Standing } from './baseline.js'
import type { Block, Cause, Confidence, Remedy } from './block.js'
import type { IgnoreRule } from './config.js'
import type { Frame } from './frame.js'
import type { Judged, MomentName, Role } from './phase.js'

/** Version of the run files and of the report. Reports of version 1, which knew neither phases nor roles, are read, too. */
export const SCHEMA_VERSION = 2

/** All of a run, as `loophound run --reporter json` writes it. Durations are in ms. */
export interface Report {
  /** Version of this format. */
  schemaVersion: typeof SCHEMA_VERSION
  tool: { name: 'loophound'; version: string }
  /** The command that was run, one word an item. */
  command: string[]
  /** The command's own exit code; `null` when a signal ended it. */
  exitCode: number | null
  /** Asks for an end, as Ctrl-C does, and ended the command; absent when it ended by itself, or was killed. */
  signal?: EndSignal
  /**
   * Absolute folders of the projects, each where the config was found or else where the run was started: paths in the config, in the baseline
   * and for other tools are relative to them.
   */
  roots: string[]
  /** ISO 8601. */
  startedAt: string
  durationMs: number
  /** Shortest block that is reported. */
  thresholdMs: number
  /** Versions of Node that ran. */
  node: string
  platform: string
  processes: ProcessReport[]
  /** In order of time. */
  blocks: Block[]
  /** Blocks folded by fingerprint, those that count apart from those that do not; worst first. */
  offenders: Offender[]
  /** What each cause in this report means, in one sentence; absent when there is no block. */
  causes?: Partial<Record<Cause, string>>
  /** What was judged besides the running blocks of the app; absent when nothing was. */
  judge?: Judged[]
  /** Of all that was judged. Absent when no process measured it. */
  delay?: DelaySummary
  /** Absent when there are no rules. */
  ignoreRules?: RuleUse[]
  /** Absent when the run was judged without one. */
  baseline?: BaselineUse
  verdict: Verdict
}

/** An ignore rule, and whether it is of any use. */
export interface RuleUse {
  rule: IgnoreRule
  /** Where it stands: the name of a file, or `--ignore`. */
  from: string
  /** Blocks that it matched; a rule that matched none can go. */
  blockCount: number
}

/** The baseline of a run. */
export interface BaselineUse {
  /** As it was given. */
  file: string
  /** Entries that did not occur. */
  stale: BaselineEntry[]
  /** What an update changed; absent when there was none. */
  update?: { added: number; changed: number; removed: number }
}

/** Which thread of which process is watched. */
export interface ThreadIdentity {
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

/** One watched thread of one process. */
export interface ProcessReport extends ThreadIdentity {
  role: Role
  /** The program that the process runs, where it is known; of a worker thread that of its process. */
  entry?: ProcessEntry
  /** When what happened, ISO 8601; what never happened is absent. */
  moments?: Partial<Record<MomentName, string>>
  /** Absent when the process was killed before it could tell, or the worker thread terminated. */
  summary?: Summary
  exitCode?: number | null
  /** Why the process left no summary or an incomplete file. */
  incomplete?: string
}

/** The program that a process runs. */
export interface ProcessEntry {
  /** Absolute path of the file, symbolic links followed. */
  file: string
  /** npm package that the file belongs to. */
  package?: string
}

/** All blocks of one fingerprint that count, or that do not count for the same reason. */
export interface Offender {
  /** That of its blocks. */
  fingerprint: string
  cause: Cause
  confidence: Confidence
  why: string
  culprit?: Frame
  /** Stack of the worst block. */
  stack: Frame[]
  /** Lines of source around the culprit, when the file could be read. */
  source?: { line: number; text: string }[]
  callbackType: string
  context?: Record<string, string>
  remedy?: Remedy
  count: number
  worstMs: number
  totalMs: number
  /** Sum over the blocks, where Node counts them. */
  delayedEvents?: number
  /** Set when it does not count: ignored, of a phase or role that is not judged, or the machine's fault. */
  excused?: string
  /** What the baseline says; absent without one, and when the baseline is not asked. */
  standing?: Standing
  /** `true` when the loop had not come back when the run ended. */
  hang?: true
}

/** What a watch saw of one thread, from start to now or to its end. */
export interface Summary {
  /** ISO 8601. */
  startedAt: string
  durationMs: number
  thresholdMs: number
  /** Time from the start of the thread until the app was ready, or so far; 0 when the watch began later. */
  startupMs: number
  blocks: {
    /** Blocks that count: neither ignored nor the machine's fault. */
    count: number
    ignoredCount: number
    worstMs: number
    totalMs: number
  }
  /** Of the phase `running`. Absent when the delay instrument is off. */
  delay?: DelaySummary
  /** Of the other phases, as far as there was time in them. */
  phaseDelays?: { startup?: DelaySummary; ending?: DelaySummary }
  /** What loophound itself took from the watched thread. */
  overhead: {
    sampleCount: number
    captureMs: number
    /** Starting, rotating and reading the CPU profile; absent without the sampler. */
    samplerMs?: number
  }
  capabilities: Capabilities
}

/** Whether a run kept its budget. `inconclusive`: nothing that could be judged was measured, for the reasons named. */
export interface Verdict {
  status: 'pass' | 'fail' | 'inconclusive'
  /** One sentence each; empty on a plain pass. */
  reasons: string[]
}

/** A mechanism of loophound. */
export type Mechanism =
  | 'iterationClock'
  | 'heartbeat'
  | 'watchdog'
  | 'interrupts'
  | 'safepoints'
  | 'sampler'
  | 'delay'
  | 'threadTime'
  | 'requests'
  | 'callbacks'

/** Whether a mechanism works here, and if not why. */
export type Capability = { state: 'on' } | { state: 'off'; reason: string }

/** What works in this process. A mechanism that is missing is never silent. */
export type Capabilities = Record<Mechanism, Capability>

/** How late the loop gets to something that is due: corrected for the timer's own interval and for coordinated omission. */
export interface DelaySummary {
  p50Ms: number
  p90Ms: number
  p99Ms: number
  p999Ms: number
  maxMs: number
  /** The histogram in microseconds, HdrHistogram V2 compressed, base64: merges across threads, processes and machines. */
  hdr: string
}

/** What was seen of a loop's delay. */
export interface DelayReading {
  /** Intervals between firings of the timer, shortest first. */
  samples: DelaySample[]
  /** Interval of the timer when nothing is late, in ms. */
  resolutionMs: number
}

/** Intervals between firings of the delay timer that were about as long. */
export interface DelaySample {
  intervalMs: number
  count: number
}

/** A signal that asks a program for its end, as Ctrl-C, a service manager or a closed terminal do: no accident. */
export type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** Every {@link EndSignal}, with its number. */
export const END_SIGNALS: Record<EndSignal, number> = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }
