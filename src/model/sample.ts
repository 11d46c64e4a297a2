import type { Frame, RawFrame } from './frame.js'

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
