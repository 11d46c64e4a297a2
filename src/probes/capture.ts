import { executionAsyncId, executionAsyncResource } from 'node:async_hooks'
import type { RawFrame } from '../model/frame.js'
import type { RawSample } from '../model/sample.js'
import { FloatField, IntField, type Slot } from '../model/shared-memory.js'
import { nowMs } from './clock.js'
import { INTERRUPT_URL } from './interrupt-url.js'
import { createJobCounter } from './job-counter.js'

/**
 * Takes stacks on the watched thread: from V8's interrupt, which the watchdog asks for and which runs between two instructions of the
 * blocking code, and from safepoints, when a native that takes no interrupts returns. Samples stay here until the block is over.
 */
export interface Capture {
  /** Called by the watchdog's `Runtime.evaluate` inside the blocking code. */
  interrupt(): void
  /** Called by a safepoint's wrapper, which is cut off the stack with all above it. */
  safepoint(native: string, wrapper: Wrapper): void
  /** Samples since the last call, in order of time. */
  takeSamples(): RawSample[]
  /** The same without taking them away: for a report while the loop is still stuck. */
  readonly samples: readonly RawSample[]
  /** What capturing cost so far. */
  readonly overhead: { sampleCount: number; captureMs: number }
}

/** Options of {@link createCapture}. */
export interface CaptureOptions {
  slot: Slot
  /** Evaluated inside the blocking code; what it throws is swallowed. */
  readContext: () => Record<string, string> | undefined
  readIgnoredReason: () => string | undefined
  /** loophound's own functions that Node calls: an interrupt that lands in one of them shows what lies below. */
  readOwnFunctions: () => readonly Wrapper[]
  /** The safepoints' wrappers, so that an interrupt that lands in one of them is told from the user's own code, bundled or not. */
  readWrappers: () => readonly Wrapper[]
}

/** A function that stands in for a native. */
export type Wrapper = (...args: never[]) => unknown

/** Most samples kept of one block; the watchdog asks for no more either. */
export const MAX_SAMPLES = 64

/** Frames of one stack: deep enough for a recursion inside a package to end in the user's own code. */
const MAX_FRAMES = 128

/** Creates the capture functions of this thread. Nothing runs until one of them is called. */
export function createCapture(options: CaptureOptions): Capture {
  const { slot, readContext, readIgnoredReason, readOwnFunctions, readWrappers } = options
  const jobs = createJobCounter()
  const overhead = { sampleCount: 0, captureMs: 0 }
  let samples: RawSample[] = []

  const record = (atMs: number, fields: Pick<RawSample, 'source' | 'postedAtMs' | 'native'>, stack: RawFrame[]) => {
    const ignoredReason = readIgnoredReason()
    const context = readSafely(readContext)
    samples.push({
      ...fields,
      atMs,
      stack,
      asyncId: executionAsyncId(),
      resourceType: readResourceType(),
      job: jobs.count,
      ...(ignoredReason === undefined ? {} : { ignoredReason }),
      ...(context === undefined ? {} : { context }),
    })
    jobs.mark(stack)
    overhead.sampleCount += 1
    overhead.captureMs += nowMs() - atMs
  }
  const interrupt = () => {
    if (samples.length >= 2 * MAX_SAMPLES) return
    const atMs = nowMs()
    const postedAtMs = slot.floats[FloatField.postedAtMs] ?? atMs
    const stack = dropExpression(captureStack(interrupt))
    const wrapper = findWrapper(stack, readWrappers())
    // It landed in a wrapper that is about to look at the flag: the safepoint knows better what has just returned.
    if (wrapper !== undefined && slot.ints[IntField.late] !== 0) return
    const cutAt = wrapper ?? findWrapper(stack, readOwnFunctions())
    record(atMs, { source: 'interrupt', postedAtMs }, cutAt === undefined ? stack : captureStack(cutAt))
  }
  const safepoint = (native: string, wrapper: Wrapper) => {
    slot.ints[IntField.late] = 0
    if (samples.length < 2 * MAX_SAMPLES) record(nowMs(), { source: 'safepoint', native }, captureStack(wrapper))
  }
  return {
    interrupt: () => readSafely(interrupt),
    safepoint: (native, wrapper) => readSafely(() => safepoint(native, wrapper)),
    takeSamples: () => {
      const taken = samples
      samples = []
      return taken
    },
    get samples() {
      return samples
    },
    overhead,
  }
}

/** A capture that fails costs a sample, never the app. */
function readSafely<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

// The user's own prepareStackTrace must not run inside the blocking code, and must be back before that goes on.
function captureStack(cutAt: Wrapper): RawFrame[] {
  const { prepareStackTrace, stackTraceLimit } = Error
  const holder: { stack?: RawFrame[] } = {}
  try {
    Error.stackTraceLimit = MAX_FRAMES
    Error.prepareStackTrace = (_, callSites) => callSites.map(readCallSite)
    Error.captureStackTrace(holder, cutAt)
    return Array.isArray(holder.stack) ? holder.stack : []
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace')
    else Error.prepareStackTrace = prepareStackTrace
  }
}

// Whatever lies above the expression that the watchdog evaluates is loophound's way to the capture.
function dropExpression(stack: RawFrame[]): RawFrame[] {
  return stack.slice(stack.findIndex(frame => frame.file === INTERRUPT_URL) + 1)
}

function readCallSite(site: NodeJS.CallSite): RawFrame {
  const file = site.getFileName() ?? null
  const frame: RawFrame = {
    function: site.getFunctionName() || null,
    typeName: file === null ? site.getTypeName() : null,
    file: file ?? (site.isEval() ? (site.getEvalOrigin() ?? null) : null),
    line: site.getLineNumber() ?? 0,
    column: site.getColumnNumber() ?? 0,
  }
  if (site.isAsync()) frame.async = true
  return frame
}

function readResourceType(): string {
  const resource: unknown = executionAsyncResource()
  if (typeof resource !== 'object' || resource === null) return ''
  return resource.constructor?.name ?? ''
}

// A name alone may be the user's own `parse`; cutting the stack at the wrapper tells.
function findWrapper(stack: readonly RawFrame[], wrappers: readonly Wrapper[]): Wrapper | undefined {
  const names = stack.slice(0, WRAPPER_DEPTH).map(frame => frame.function)
  return wrappers.find(wrapper => {
    if (!names.includes(wrapper.name)) return false
    const below = captureStack(wrapper)
    return below.length > 0 && stack.length - below.length <= WRAPPER_DEPTH
  })
}

/** A wrapper and what it calls on return. */
const WRAPPER_DEPTH = 4
