import type { Frame, KnownOriginal, RawFrame } from './frame.js'
import type { Interval } from './interval.js'
import type { Phase, Role } from './phase.js'

/** A stretch of synchronous work that ran inside `ignoreBlocking`. Times on the process-wide monotonic clock, in ms. */
export interface IgnoredSpan extends Interval {
  reason: string
}

/** A callback that took at least 5 ms, or a promise job or tick where hooks show them. Times on the process-wide monotonic clock, in ms. */
export interface CallbackSpan extends Interval {
  asyncId: number
  /** Constructor name of the async resource: `Timeout`, `Promise` …; `Object` for a tick. */
  type: string
}

/** The callbacks of one block, one by one, as Node's hooks tell of them. Microtasks run between callbacks, not in them. */
export interface CallbackRecord {
  /** Callbacks of the loop that began in the block; loophound's own do not count. */
  count: number
  /** Ticks, and promise jobs where they are hooked. */
  jobCount: number
  /** `true` when promise jobs are hooked, too. */
  hasPromises: boolean
  /** What all of them took, in ms. */
  coveredMs: number
  /** The long ones, in order of time; at most 64. */
  spans: CallbackSpan[]
  /** Where the callbacks in `spans` and in samples were scheduled, as far as that was recorded. */
  origins?: { asyncId: number; stack: RawFrame[] }[]
}

/** How long the watchdog stood still, in ms. */
export interface WatchdogGap {
  /** From when it had asked to be woken. */
  leastMs: number
  /** From when it went to sleep: it may have been stopped at any time since. */
  mostMs: number
  /** From when to when it stood still, in order of time. */
  spans: Interval[]
}

/** Garbage collections that stopped the thread during a block. */
export interface GcTime {
  /** Sum of all, in ms. */
  totalMs: number
  count: number
  /** The longest of them, in order of time; at most 128. */
  pauses: Interval[]
}

/** What the instruments saw of one block. All times are on the process-wide monotonic clock (`process.hrtime`), in ms. */
export interface Evidence {
  /** Unique within the process; the block keeps it. */
  id: string
  pid: number
  /** `worker_threads.threadId`; 0 is the main thread. */
  threadId: number
  threadName?: string
  /** What the thread was there for, as far as it knew then. Absent: `app`. */
  role?: Role
  /** Wall-clock time of the start, ISO 8601. */
  startedAt: string
  startMs: number
  endMs: number
  /** Time in which the loop could not turn: `endMs - startMs`. */
  durationMs: number
  /** As far as the thread knew then. Absent: `running`. */
  phase?: Phase
  /** `true` while the entry was not evaluated, as far as that is known. */
  loading?: true
  /** `true` when a test runner has the thread run tests. */
  tests?: true
  /** Threshold in force, in ms. */
  thresholdMs: number
  /** In order of time; at most 64 interrupts. */
  samples: RawSample[]
  /** Where positions in transformed code come from, as far as a test runner or loader could be asked. */
  originals?: KnownOriginal[]
  /** Absent when the callbacks instrument is off. */
  callbacks?: CallbackRecord
  /** What the sampler saw, in order of time; it covers the block without a gap. Absent when there is no sampler. */
  profile?: ProfileSample[]
  /** I/O events that had to wait behind the block, where Node counts them. */
  delayedEvents?: number
  /** Parts of the block inside `ignoreBlocking`. */
  ignoredSpans: IgnoredSpan[]
  /** CPU time of the thread during the block, and where the system tells it (Linux) how long it waited for a core. */
  threadTime?: { cpuMs: number; waitMs?: number }
  /**
   * The longest time that another thread of the process waited for a core since the start of the block, or since up to a second before it,
   * in ms. Absent where the system does not tell it.
   */
  helperWaitMs?: number
  /** Absent when nothing was collected. */
  gc?: GcTime
  /** How long the watchdog stood still during the block though it had asked to be woken: the whole process did. */
  watchdogGap?: WatchdogGap
  /** `true` when Node's inspector was listening: a debugger may have held the thread. */
  inspected?: true
  /** `true` when the app had taken no work yet: it was being loaded, or had nothing to do. */
  beforeWork?: true
  /** `true` when the thread was still blocked when this was written. */
  hang?: true
  /** `true` when no watchdog was there to take samples. */
  unwatched?: true
  /** Working directory of the process, to tell paths relative to the project. */
  cwd: string
}

/** How a stack was captured. */
export type SampleSource = 'interrupt' | 'safepoint' | 'sampler'

/** One captured stack of the watched thread, as captured. All times are on the process-wide monotonic clock (`process.hrtime`), in ms. */
export interface RawSample {
  source: SampleSource
  /** When the stack was captured. */
  atMs: number
  /** When the watchdog last asked for a sample. `atMs - postedAtMs` of an interrupt tells how long the thread was in code that takes no interrupts. */
  postedAtMs?: number
  /** Native function that had just returned, such as `JSON.parse`; safepoints only. */
  native?: string
  /** Innermost frame first, loophound's own frames removed. Empty when the thread was between callbacks. */
  stack: RawFrame[]
  /** `async_hooks.executionAsyncId()` of the callback that was running; 0 between callbacks. */
  asyncId: number
  /** Constructor name of `executionAsyncResource()`: `Timeout`, `HTTPINCOMINGMESSAGE`, `TickObject`, `Promise` …; an empty string when unknown. */
  resourceType: string
  /**
   * Counter of microtasks and ticks that ended between samples: two samples with the same number were taken inside one job.
   */
  job: number
  /** Reason given to `ignoreBlocking` when the sample was taken inside it. */
  ignoredReason?: string
  /** What the blocking code worked for, as far as anybody there says. */
  context?: Record<string, string>
}

/** Samples of one block with the same stack, folded. */
export interface FoldedSample {
  /** Innermost frame first, async frames included. */
  stack: Frame[]
  /** How much of the block was spent in this stack, in ms. */
  weightMs: number
  source: SampleSource
}

/** A part of a block in which a CPU profile saw one stack. Times are on the process-wide monotonic clock, in ms. */
export interface ProfileSample extends Interval {
  /** Part of it in which V8 collected garbage, in ms. */
  gcMs: number
  /**
   * Innermost frame first; empty when no JavaScript was on the stack. Built-ins of V8 such as `JSON.parse` are not among the frames; native
   * functions of Node and of addons are, with `file: null`. Lines are known of the innermost JavaScript only, if it is on top.
   */
  stack: RawFrame[]
}

/** Name of the innermost frame in a native that a safepoint stands in for: which native that is, a safepoint's own sample tells. */
export const WRAPPED_NATIVE = '(native)'

/** JavaScript serves an interrupt within this time, in ms: what kept one waiting for longer was a native call. */
export const SERVICE_MS = 1.5

/** Whether a native such as `fs.readFileSync` is a system call: short ones add up, short ones of other natives are part of the work around them. */
export function isSystemCall(native: string | undefined): boolean {
  return native !== undefined && /^(?:fs|child_process)\./.test(native)
}
