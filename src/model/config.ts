import type { Cause } from './block.js'
import type { Judged, Role } from './phase.js'
import type { Range } from './shape.js'

/**
 * What `loophound.config.js`, `.mjs`, `.cjs`, `.ts`, `.mts`, `.cts`, `.json`, `.jsonc` or `"loophound"` in package.json may hold. Options of the
 * command line come first. Paths are relative to the folder of the config, or to the working directory when `--config` names it.
 *
 * @example
 * export default { budget: { maxBlockMs: 200 }, ignore: [{ file: 'src/cli.js', reason: 'no server' }] }
 */
export interface Config {
  /**
   * Shortest block to report, in ms; at least 5.
   *
   * @default 50
   */
  thresholdMs?: number
  /**
   * Report a block that is not over after this time, in ms; at least 100.
   *
   * @default 5000
   */
  hangAfterMs?: number
  /**
   * End a process in which a thread has been at work for this long without a turn of its loop, in ms of CPU time; at least 100, or 0 for
   * never.
   *
   * @default 300000
   */
  hangTimeoutMs?: number
  /**
   * Longest that start-up may last, in ms; what comes later is `running`, ready or not. At least 0.
   *
   * @default 30000
   */
  startupLimitMs?: number
  /** What to judge besides the running blocks of the app. @default [] */
  judge?: Judged[]
  /** What a process is there for, by its entry's npm package or file; the first rule that matches. */
  roles?: RoleRule[]
  /** What a run is allowed. */
  budget?: Budget
  /** Known offenders. */
  baseline?: BaselineConfig
  /** Blocks to keep in the report and never to fail on, each with a reason. */
  ignore?: IgnoreRule[]
  /**
   * Follow the ignore rules that packages ship for their own code.
   *
   * @default true
   */
  packageRules?: boolean
  /** What a run comes to of which nothing can be said. @default neither: exit code 2 */
  onInconclusive?: 'pass' | 'fail'
  /**
   * Name lines of the sources that source maps tell of, not of the code that runs.
   *
   * @default true
   */
  sourceMaps?: boolean
  /**
   * Keep a CPU profile, which names native code that takes no interrupts.
   *
   * @default true
   */
  sampler?: boolean
  /**
   * Name the HTTP requests that blocks belong to.
   *
   * @default true
   */
  requests?: boolean
  /**
   * Time every callback and remember where it was scheduled: slows servers down.
   *
   * @default false
   */
  callbacks?: boolean
  /** Where reports go, and in which format. None is `text` on stdout, and under GitHub Actions annotations. @default [] */
  reporters?: (ReporterName | ReporterConfig)[]
  /** Address or path of the JSON Schema, for editors; loophound does not read it. */
  $schema?: string
}

/** A report in a file. */
export interface ReporterConfig {
  name: ReporterName
  /** Path relative to the folder of the config, made with its folders; absent for stdout. */
  file?: string
}

/** Gives a role to the processes whose entry matches all given fields. */
export interface RoleRule {
  /** npm package of the entry, `*` allowed. */
  package?: string
  /** Path of the entry relative to the project, `*` and `**` allowed. */
  file?: string
  role: Role
}

/** Which baseline, and how strict. */
export interface BaselineConfig {
  /** Path relative to the folder of the config. */
  file: string
  /**
   * How much longer than recorded a block may be; at least 1.
   *
   * @default 1.5
   */
  factor?: number
  /**
   * Fail when an entry did not occur.
   *
   * @default false
   */
  failStale?: boolean
}

/**
 * What a run is allowed. A block is judged by the first of `scopes` that holds it and by nothing else; all others by the limits of the
 * whole.
 */
export interface Budget extends BlockLimits {
  /** 99th percentile of the loop's delay allowed, in ms. */
  maxDelayP99Ms?: number
  /** Longest start-up allowed, from the start of a process until its app is ready, in ms. */
  maxStartupMs?: number
  /** Other limits for some files or packages. */
  scopes?: BudgetScope[]
}

/** Limits for the blocks of some files or packages: those whose culprit lies in both, where both are given. */
export interface BudgetScope extends BlockLimits {
  /** Glob for the path of the culprit's file relative to the project. */
  file?: string
  /** Glob for the npm package of the innermost package frame. */
  package?: string
  /** Glob for the name of the thread; `main` is the main thread of a process, a worker thread without a name is `worker`. */
  thread?: string
  /** Glob for the program that the process runs: the path of its entry relative to the project, or the npm package that it belongs to. */
  process?: string
}

/** How many blocks, and how long. */
export interface BlockLimits {
  /**
   * Number of blocks allowed.
   *
   * @default 0; any number when `maxBlockMs` or `maxTotalMs` says what is allowed instead
   */
  maxBlocks?: number
  /** Longest single block allowed, in ms. */
  maxBlockMs?: number
  /** Sum of all blocks allowed, in ms. */
  maxTotalMs?: number
}

/** Blocks to keep in the report and never to fail on. All given fields must match. */
export interface IgnoreRule {
  /** Name of the culprit function. */
  function?: string
  /** Path of the culprit's file relative to the project, or a glob (`*`, `**` for folders, `?`, `{a,b}`). */
  file?: string
  /** npm package of the innermost package frame. */
  package?: string
  cause?: Cause
  /** Name of the thread, `*` allowed; `main` is the main thread of a process, a worker thread without a name is `worker`. */
  thread?: string
  /** The program that the process runs: the path of its entry relative to the project, or the npm package that it belongs to; `*` and `**` allowed. */
  process?: string
  /** Why it may block. Mandatory. */
  reason: string
}

/** Names of the formats in which a report can be written. */
export type ReporterName = 'text' | 'json' | 'github' | 'junit' | 'sarif' | 'markdown' | 'tap'

/** The names that `--reporter` knows. */
export const REPORTER_NAMES: readonly ReporterName[] = ['text', 'json', 'github', 'junit', 'sarif', 'markdown', 'tap']

/** The numbers that can be set in several places (`watch()`, guards, a config, the command line): where each may lie, and what it is unless set. */
export const LIMITS: Record<LimitName, Limits> = {
  // Below 5 ms the heartbeat itself is noise; 50 ms is a «long task» of the W3C's Long Tasks API.
  thresholdMs: { least: 5, unit: 'ms', default: 50 },
  hangAfterMs: { least: 100, unit: 'ms', default: 5000 },
  // Five minutes of CPU time: no build step takes as long in one turn of the loop, and a CI service waits for an hour and longer.
  hangTimeoutMs: { least: 100, zero: 'never', unit: 'ms', default: 300_000 },
  startupLimitMs: { least: 0, unit: 'ms', default: 30_000 },
  'baseline.factor': { least: 1, default: 1.5 },
}

/** A number of {@link LIMITS}, as the config names it. */
export type LimitName = 'thresholdMs' | 'hangAfterMs' | 'hangTimeoutMs' | 'startupLimitMs' | 'baseline.factor'

/** Where a number may lie, and what it is unless set. */
export interface Limits extends Range {
  default: number
}
