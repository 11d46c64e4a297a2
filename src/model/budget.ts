/** What a run is allowed. */
export interface Budget {
  /** @default 0 */
  maxBlocks: number
  /** Longest single block allowed, in ms; blocks up to it do not count against `maxBlocks`. */
  maxBlockMs?: number
  /** Sum of all blocks allowed, in ms. */
  maxTotalMs?: number
  /** 99th percentile of the loop's delay allowed, in ms. */
  maxDelayP99Ms?: number
}
