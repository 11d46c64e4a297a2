import { isMainThread } from 'node:worker_threads'
import type { Capabilities, Capability, Mechanism } from '../model/report.js'

/** What runs the JavaScript of a thread, and what works there. */
export interface Runtime {
  /** `v24.21.0` of Node.js, as it says itself; others with their name: `Bun 1.4.5`. */
  label: string
  isNode: boolean
  /** `false` where not even the length of a block can be told. */
  isMeasured: boolean
  /** Mechanisms that cannot work there, whatever options say. */
  missing: readonly Mechanism[]
  /** Why they are off. */
  offReason: string
  /** What a user has to know, in one sentence; absent when nothing is missing. */
  warning?: string
}

/** What tells runtimes apart: of `process.versions`, for Bun and Deno also say which Node.js they are like. */
export interface RuntimeVersions {
  node?: string | undefined
  bun?: string | undefined
  deno?: string | undefined
}

/** Finds the runtime that has these versions. */
export function findRuntime({ node, bun, deno }: RuntimeVersions, isMainThread: boolean): Runtime {
  if (deno !== undefined) return describeDeno(`Deno ${deno}`)
  if (bun !== undefined) return isMainThread ? describeBun(`Bun ${bun}`) : describeBunWorker(`Bun ${bun}`)
  return { label: `v${node}`, isNode: true, isMeasured: true, missing: [], offReason: '' }
}

/** Whether a mechanism cannot work in a runtime. */
export function lacks({ isMeasured, missing }: Runtime, mechanism: Mechanism): boolean {
  return !isMeasured || missing.includes(mechanism)
}

/** Turns off what cannot work in a runtime. */
export function limitCapabilities(capabilities: Capabilities, { missing, offReason }: Runtime): Capabilities {
  const off: Capability = { state: 'off', reason: offReason }
  return { ...capabilities, ...Object.fromEntries(missing.map(mechanism => [mechanism, off])) }
}

/** What works where nothing can be measured: nothing. */
export function describeUnmeasured({ offReason }: Pick<Runtime, 'offReason'>): Capabilities {
  const off: Capability = { state: 'off', reason: offReason }
  return {
    iterationClock: off,
    heartbeat: off,
    watchdog: off,
    interrupts: off,
    safepoints: off,
    sampler: off,
    delay: off,
    threadTime: off,
    requests: off,
    callbacks: off,
  }
}

// It has no idle time, which libuv tells elsewhere: waiting for events would look like a block. Its `monitorEventLoopDelay` sees no block.
function describeDeno(label: string): Runtime {
  return {
    label,
    isNode: false,
    isMeasured: false,
    missing: [],
    offReason: `not supported by ${label}`,
    warning: `loophound measures nothing on ${label}, which does not tell how long its loop waits for events`,
  }
}

// No other thread can look inside: its inspector has no `Runtime.evaluate`. `monitorEventLoopDelay` has delays where Node's has intervals.
function describeBun(label: string): Runtime {
  return {
    label,
    isNode: false,
    isMeasured: true,
    missing: ['interrupts', 'safepoints', 'sampler', 'delay', 'requests', 'callbacks'],
    offReason: `not supported by ${label}`,
    warning: `on ${label} loophound tells how long the loop was blocked but not which line did it, since code cannot be interrupted there`,
  }
}

// There blocks get lost on the way to the watchdog, in about every second run.
function describeBunWorker(label: string): Runtime {
  return {
    label,
    isNode: false,
    isMeasured: false,
    missing: [],
    offReason: `not supported by ${label} in worker threads`,
    warning: `loophound measures nothing in a worker thread of ${label}, where blocks get lost on the way to the watchdog`,
  }
}

/** What runs this thread. */
export const ownRuntime: Runtime = findRuntime(process.versions, isMainThread)

/** Why a mechanism is off that could not be started. */
export function findOffReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && error.code === 'ERR_ACCESS_DENIED' ? 'permission-model' : error.message
}
