import type { Budget } from './budget.js'
import type { IgnoreRule } from './ignore-rule.js'
import type { Judged, Role } from './phase.js'

/**
 * What `loophound.config.js`, `.mjs`, `.ts`, `.json` or `"loophound"` in package.json may hold. Options of the command line come first.
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
  /** Path relative to the working directory. */
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
