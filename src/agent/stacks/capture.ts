import { executionAsyncId, executionAsyncResource } from 'node:async_hooks'
import type { RawSample } from '../../model/evidence.js'
import { isSystemCall, SERVICE_MS } from '../../model/evidence.js'
import type { RawFrame } from '../../model/frame.js'
import { MAX_SAMPLES } from '../../protocol/cadence.js'
import { INTERRUPT_URL } from '../../protocol/interrupt.js'
import { FloatField, IntField, type Slot } from '../../protocol/shared-memory.js'
import { nowMs } from '../../system/clock.js'
import { type ContextReader, type ContextSources, createContextReader } from './context.js'
import { createMicrotaskCounter } from './microtask-counter.js'
import { wrapperCode } from './safepoint-wrapper.js'
import { type AnyFunction, type CodeRange, captureStack, isNodeFrame, isWithin, readPosition } from './stack.js'

const firstPosition = readPosition()

/**
 * Takes stacks on the watched thread: from V8's interrupt, which the watchdog asks for and which runs between two instructions of the
 * blocking code, and from safepoints, when a native that takes no interrupts returns. Samples stay here until the block is over.
 */
export interface Capture {
  /** Called by the watchdog's `Runtime.evaluate` inside the blocking code. */
  interrupt(): void
  /** Called by a safepoint's wrapper, which is cut off the stack with all above it. */
  safepoint(native: string, wrapper: AnyFunction): void
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
  /** Evaluated inside the blocking code, within bounds: {@link createContextReader}. */
  readContextSources: () => ContextSources
  readIgnoredReason: () => string | undefined
  /** Names of the natives that safepoints stand in for, such as `fs.readFileSync`. */
  readNatives: () => readonly string[]
  /** loophound's own functions that Node calls: an interrupt that lands in one of them shows what lies below. */
  readOwnFunctions: () => readonly AnyFunction[]
  /** Runs at each interrupt, before its sample is taken: the loop is late. Must be next to free. */
  onInterrupt?: () => void
}

/** Creates the capture functions of this thread. Nothing runs until one of them is called. */
export function createCapture(options: CaptureOptions): Capture {
  const { slot, readNatives, readOwnFunctions, onInterrupt } = options
  const { samples, overhead, record } = createRecord(options)
  let yieldedPostMs: number | undefined
  let isBusy = false

  // What is not on its way yet keeps nobody waiting.
  const readPostedAtMs = () => Math.min(slot.floats[FloatField.postedAtMs] ?? 0, nowMs())
  const interrupt = () => {
    const atMs = nowMs()
    onInterrupt?.()
    const postedAtMs = readPostedAtMs()
    const stack = dropExpression(captureStack(interrupt))
    // It landed where a safepoint is about to take its sample, and knows better what has just returned. The watchdog may ask again before
    // that, so what it asked for first is kept.
    if (isReporting(stack)) {
      yieldedPostMs ??= postedAtMs
      return
    }
    const appStack = cutOwnFunction(stack, readOwnFunctions())
    record(nameNatives(appStack, atMs - postedAtMs, readNatives()), { source: 'interrupt', atMs, postedAtMs })
  }
  const safepoint = (native: string, wrapper: AnyFunction) => {
    const taken = { atMs: nowMs(), postedAtMs: yieldedPostMs ?? readPostedAtMs() }
    const stack = captureStack(wrapper)
    // Node's own code ends many a native call of its own with a short one of these: whatever took long, it was not this.
    if (isNodeFrame(stack[0]) && !native.startsWith('JSON.')) {
      record([createNativeFrame(native), ...stack], { source: 'interrupt', ...taken })
    } else record(stack, { source: 'safepoint', native, ...taken })
    // Last: an interrupt that lands in this very function yields, too, and must not count for the next block.
    yieldedPostMs = undefined
  }
  // What a context function calls may be wrapped, too, and is not what blocks.
  const takeAlone = (take: () => void) => {
    if (isBusy || samples.length >= 2 * MAX_SAMPLES) return
    isBusy = true
    readSafely(take)
    isBusy = false
  }
  return {
    interrupt: () => takeAlone(interrupt),
    safepoint: (native, wrapper) => {
      if (!isBusy) slot.ints[IntField.late] = 0
      takeAlone(() => safepoint(native, wrapper))
    },
    takeSamples: () => samples.splice(0),
    samples,
    overhead,
  }
}

/** The samples so far, what they cost, and how one more is added. */
function createRecord(options: CaptureOptions) {
  const jobs = createMicrotaskCounter()
  const context = createContextReader(options.readContextSources)
  const overhead = { sampleCount: 0, captureMs: 0 }
  const samples: RawSample[] = []
  const record = (stack: RawFrame[], taken: TakenAt) => {
    const asyncState = readAsyncState(options, context)
    const tookMs = nowMs() - taken.atMs
    const when = tookMs > SLOW_MS ? delay(taken, tookMs) : taken
    samples.push({ ...when, stack: stack.filter(isAppFrame), job: jobs.observe(stack), ...asyncState })
    overhead.sampleCount += 1
    overhead.captureMs += tookMs
  }
  return { samples, overhead, record }
}

type TakenAt = Pick<RawSample, 'source' | 'atMs' | 'postedAtMs' | 'native'>

/** Longer than a capture takes by itself: a context function does. */
const SLOW_MS = 5

// What a context function takes belongs to the sample that asked it, not to whatever runs next.
function delay(taken: TakenAt, tookMs: number): TakenAt {
  const { atMs, postedAtMs = atMs } = taken
  return { ...taken, atMs: atMs + tookMs, postedAtMs: postedAtMs + tookMs }
}

// An interrupt is served when a function is entered. That says little of a short native, but where the thread waited, or the native is a
// system call, the wrapper stands for it: just entered, or with Node's own part of it on top.
function nameNatives(stack: RawFrame[], servedAfterMs: number, natives: readonly string[]): RawFrame[] {
  return stack.flatMap((frame, index) => {
    if (!isWrapperFrame(frame)) return [frame]
    const native = natives.find(name => name.split(/[.#]/).at(-1) === frame.function)
    const isInnermost = index === 0 || isNodeFrame(stack[index - 1])
    if (native === undefined || !isInnermost) return []
    const isTelling = servedAfterMs > SERVICE_MS || (index === 0 && isSystemCall(native))
    return isTelling ? [createNativeFrame(native)] : []
  })
}

function createNativeFrame(native: string): RawFrame {
  return { function: native, typeName: null, file: null, line: 0, column: 0 }
}

/** A capture that fails costs a sample, never the app. */
function readSafely<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

// Whatever lies above the expression that the watchdog evaluates is loophound's way to the capture.
function dropExpression(stack: RawFrame[]): RawFrame[] {
  return stack.slice(stack.findIndex(frame => frame.file === INTERRUPT_URL) + 1)
}

function readAsyncState({ readIgnoredReason }: CaptureOptions, { read }: ContextReader): AsyncState {
  const ignoredReason = readIgnoredReason()
  const context = read()
  return {
    asyncId: executionAsyncId(),
    resourceType: readSafely(readResourceType) ?? '',
    ...(ignoredReason === undefined ? {} : { ignoredReason }),
    ...(context === undefined ? {} : { context }),
  }
}

type AsyncState = Pick<RawSample, 'asyncId' | 'resourceType' | 'ignoredReason' | 'context'>

function readResourceType(): string {
  const resource: unknown = executionAsyncResource()
  if (typeof resource !== 'object' || resource === null) return ''
  const name: unknown = resource.constructor?.name
  return typeof name === 'string' ? name : ''
}

// A name alone may be the user's own `tick`; cutting the stack at the function tells.
function cutOwnFunction(stack: RawFrame[], ownFunctions: readonly AnyFunction[]): RawFrame[] {
  const names = stack.slice(0, OWN_DEPTH).map(frame => frame.function)
  const own = ownFunctions.find(fn => names.includes(fn.name))
  const below = own ? captureStack(own) : []
  return below.length > 0 ? below : stack
}

/** How deep loophound's own callbacks call. */
const OWN_DEPTH = 16

// The wrapper calls its own report only after the native has returned.
function isReporting(stack: readonly RawFrame[]): boolean {
  return stack.some((frame, index) => isWrapperFrame(frame) && index > 0 && isWrapperFrame(stack[index - 1]))
}

function isWrapperFrame(frame: RawFrame | undefined): boolean {
  return frame !== undefined && isWithin(wrapperCode, frame)
}

function isAppFrame(frame: RawFrame): boolean {
  return !isWrapperFrame(frame)
}

/** This module's code, so that its frames can be left out of profiles. Stays the last statement. */
export const captureCode: CodeRange = { first: firstPosition, last: readPosition() }
