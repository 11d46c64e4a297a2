import type { Block } from '../model/block.js'
import type { Capability } from '../model/capabilities.js'
import type { Evidence } from '../model/evidence.js'
import type { IgnoreRule } from '../model/ignore-rule.js'

/** What the watched thread tells the watchdog. */
export type ToWatchdog =
  | { type: 'evidence'; evidence: Evidence }
  | { type: 'settings'; settings: WatchdogSettings }
  /** Answer through shared memory when everything before it is done, and let go of the thread. */
  | { type: 'flush'; number: number }

/** What the watchdog tells the watched thread. */
export type FromWatchdog =
  | { type: 'ready'; interrupts: Capability }
  | { type: 'block'; block: Block }
  /** The evidence was the app's entry being loaded: start-up, not a block. */
  | { type: 'startup'; id: string; durationMs: number }
  | { type: 'failure'; message: string }

/** How the watchdog is to report; changes as watches come and go. */
export interface WatchdogSettings {
  hangAfterMs: number
  /** Rules whose blocks are marked in the run file and kept off stderr. */
  ignore: IgnoreRule[]
  /** Blocks from this duration on go to stderr; absent when somebody listens. */
  stderrThresholdMs?: number
}

/** What the watchdog's worker is started with. */
export interface WatchdogData {
  memory: SharedArrayBuffer
  /** Evidence of a hang needs them. */
  thread: { pid: number; threadId: number; cwd: string }
  settings: WatchdogSettings
  /** Absolute path of the run file, under `loophound run`. */
  runFile?: string
  /** `false` when interrupts cannot work, with the reason. */
  interrupts: Capability
}
