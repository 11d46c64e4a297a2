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
