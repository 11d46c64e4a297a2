import type { Block } from '../model/block.js'
import type { Capability } from '../model/capabilities.js'
import type { Evidence } from '../model/evidence.js'
import type { IgnoreRule } from '../model/ignore-rule.js'

/** What a watched thread tells the watchdog. */
export type ToWatchdog =
  | { type: 'evidence'; evidence: Evidence }
  | { type: 'settings'; settings: WatchdogSettings }
  /** Answer through shared memory when everything before it is done. */
  | { type: 'flush'; number: number }

/** What the watchdog tells a watched thread. */
export type FromWatchdog =
  /** It listens from now on: what was sent before is lost. */
  | { type: 'ready'; interrupts: Capability }
  | { type: 'block'; block: Block }
  /** The evidence was the app's entry being loaded: start-up, not a block. */
  | { type: 'startup'; id: string }
  | { type: 'failure'; message: string }
  /** In its name, from the thread that started it: it stays away. */
  | { type: 'gone'; reason: string }

/** How the watchdog is to report on a thread; changes as watches come and go. */
export interface WatchdogSettings {
  /** Whether to ask the source maps of files. */
  sourceMaps: boolean
  /** Rules whose blocks are marked in the run file and kept off stderr. */
  ignore: IgnoreRule[]
  /** Blocks from this duration on go to stderr; absent when somebody listens. */
  stderrThresholdMs?: number
}

/** What the watchdog's worker is started with. */
export interface WatchdogData {
  memory: SharedArrayBuffer
  pid: number
  cwd: string
  /** Absolute path of the folder of run files, under `loophound run`. */
  runDirectory?: string
  /** Process to end along with this one, when this one has to be. */
  heedlessParent?: number
  /** `off` when interrupts cannot work, with the reason. */
  interrupts: Capability
}
