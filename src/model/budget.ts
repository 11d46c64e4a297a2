/** What a run is allowed. */
export interface Budget {
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
  /** 99th percentile of the loop's delay allowed, in ms. */
  maxDelayP99Ms?: number
}
