import type { BaselineEntry, Standing } from './baseline.js'
import type { Block, Cause, Confidence, Remedy } from './block.js'
import type { DelaySummary } from './delay.js'
import type { EndSignal } from './end-signal.js'
import type { Frame } from './frame.js'
import type { IgnoreRule } from './ignore-rule.js'
import type { Judged, MomentName, Role } from './phase.js'
import type { SCHEMA_VERSION, WatchedThread } from './run-record.js'
import type { Summary } from './summary.js'
import type { Verdict } from './verdict.js'

/** All of a run. */
export interface Report {
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
  thresholdMs: number
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

/** One watched thread of one process. */
export interface ProcessReport extends WatchedThread {
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
