import type { IgnoreRule } from './ignore-rule.js'

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
  safepoints?: boolean
  /** @default true */
  sourceMaps?: boolean
  /** Absent: named, and before Node 24 followed through awaits only once a block had no name. */
  requests?: boolean
  callbacks?: boolean | { origins?: boolean }
  /** @default true */
  sampler?: boolean | { intervalMs?: number }
  ignore?: IgnoreRule[]
  /** Longest that start-up may last, in ms. @default 30000 */
  startupLimitMs?: number
}

/** Shortest block to report unless told otherwise, in ms: a «long task» of the W3C's Long Tasks API. */
export const DEFAULT_THRESHOLD_MS = 50
