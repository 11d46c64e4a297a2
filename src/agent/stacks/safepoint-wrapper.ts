import type { NativeFunction } from './safepoint-natives.js'
import { type CodeRange, readPosition } from './stack.js'

const firstPosition = readPosition()

// Taken at import: the app may replace them later.
const { apply, construct, defineProperty, ownKeys, deleteProperty } = Reflect

/** Settings of what stands in for natives. */
export interface SafepointOptions {
  /** Shared memory in which the watchdog says that the loop is late. */
  flags: Int32Array
  /** Place of the flag in `flags`; any value but 0 means late. */
  flagIndex: number
  /**
   * Called when a native returns or throws while the flag is up. `wrapper` is the function to cut the stack at with
   * `Error.captureStackTrace`. What it throws is dropped.
   */
  onReturn: (native: string, wrapper: NativeFunction) => void
}

/** A stand-in for a native, and what makes it pass through for good. */
export interface Wrapper {
  wrapper: NativeFunction
  stop(): void
}

/** Makes a function that is like `original` in all but identity and looks at the flag when `original` returns or throws. */
export function createWrapper(native: string, original: NativeFunction, options: SafepointOptions): Wrapper {
  const { flags, flagIndex, onReturn } = options
  let isQuiet = false
  let isStopped = false
  const report = (): void => {
    // Quiet while it reports: the observer may call this native too.
    if (isQuiet || isStopped) return
    isQuiet = true
    try {
      onReturn(native, wrapper)
    } catch {
      // The app must not see errors of its observer.
    } finally {
      isQuiet = false
    }
  }
  const wrapper = isConstructor(original)
    ? createFunction(original, flags, flagIndex, report)
    : createMethod(original, flags, flagIndex, report)
  copyProperties(original, wrapper)
  return {
    wrapper,
    stop: () => {
      isStopped = true
    },
  }
}

/** A method cannot be called with `new`, like most natives. */
function createMethod(
  original: NativeFunction,
  flags: Int32Array,
  flagIndex: number,
  report: () => void,
): NativeFunction {
  const holder = {
    wrapped(this: unknown, ...args: unknown[]): unknown {
      try {
        return apply(original, this, args)
      } finally {
        if (flags[flagIndex] !== 0) report()
      }
    },
  }
  return holder.wrapped
}

/** Functions of Node's own JavaScript can be called with `new`, sensible or not. */
function createFunction(
  original: NativeFunction,
  flags: Int32Array,
  flagIndex: number,
  report: () => void,
): NativeFunction {
  return function wrapped(this: unknown, ...args: unknown[]): unknown {
    try {
      if (new.target === undefined) return apply(original, this, args)
      return construct(original, args, new.target === wrapped ? original : new.target)
    } finally {
      if (flags[flagIndex] !== 0) report()
    }
  }
}

function isConstructor(value: NativeFunction): boolean {
  try {
    // Only asks whether `value` may be a `new.target`: it is not called.
    construct(Object, [], value)
    return true
  } catch {
    return false
  }
}

function copyProperties(from: NativeFunction, to: NativeFunction): void {
  for (const key of ownKeys(to)) deleteProperty(to, key)
  for (const key of ownKeys(from)) {
    const descriptor = Object.getOwnPropertyDescriptor(from, key)
    if (descriptor !== undefined) defineProperty(to, key, descriptor)
  }
}

/** This module's code, so that its frames can be left out of stacks. Stays the last statement. */
export const wrapperCode: CodeRange = { first: firstPosition, last: readPosition() }
