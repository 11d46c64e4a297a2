import type { Budget } from './budget.js'
import type { IgnoreRule } from './ignore-rule.js'
import type { Judged, Role } from './phase.js'
import type { ReporterName } from './reporter-name.js'

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
