import { syncBuiltinESMExports } from 'node:module'
import { findNatives, type NativeFunction, type NativePlace } from './safepoint-natives.js'
import { createWrapper, type SafepointOptions } from './safepoint-wrapper.js'

/** Safepoints that are in place. */
export interface Safepoints {
  /** Names of the natives that are wrapped, such as `JSON.parse`. */
  natives: string[]
  /** Puts the originals back. A native that someone else has wrapped since stays as it is; the wrapper inside passes through. */
  stop(): void
}

/**
 * Wraps the natives that take no interrupts, so that a stack can be captured when they return, while their caller is still
 * on it. A wrapped native has the same name, length, properties and behaviour; an error it throws has one more frame.
 * Its `toString()` shows ours. Whoever took a native before (`const { readFileSync } = require('node:fs')`) goes on without a safepoint.
 *
 * @param places what to wrap; all natives that need it by default
 *
 * @example
 * const safepoints = createSafepoints({ flags, flagIndex: 0, onReturn: (native, wrapper) => capture(native, wrapper) })
 * safepoints.stop()
 */
export function createSafepoints(options: SafepointOptions, places: NativePlace[] = findNatives()): Safepoints {
  const installed = readInstalled()
  // What is frozen, or already wrapped by another copy of loophound, stays as it is.
  const inPlace = places
    .filter(({ native }) => !installed.has(native))
    .flatMap(place => installWrapper(place, options) ?? [])
  for (const { native } of inPlace) installed.add(native)
  syncBuiltinESMExports()
  return {
    natives: inPlace.map(({ native }) => native),
    stop: () => removeWrappers(inPlace.splice(0)),
  }
}

interface Installation {
  native: string
  restore(): void
}

function removeWrappers(installations: Installation[]): void {
  const installed = readInstalled()
  for (const { native, restore } of installations) {
    restore()
    installed.delete(native)
  }
  if (installed.size === 0) Reflect.deleteProperty(globalThis, INSTALLED)
  syncBuiltinESMExports()
}

/** Natives wrapped in this realm by any copy of loophound (its ESM and CJS builds, or two versions of it). */
function readInstalled(): Set<string> {
  const installed: unknown = Reflect.get(globalThis, INSTALLED)
  if (installed instanceof Set) return installed
  const created = new Set<string>()
  Object.defineProperty(globalThis, INSTALLED, { value: created, configurable: true })
  return created
}

const INSTALLED = Symbol.for('loophound.safepoints')

/** Puts a wrapper in place, or returns `undefined` when the place does not let itself be changed. */
function installWrapper(place: NativePlace, options: SafepointOptions): Installation | undefined {
  const descriptor = Object.getOwnPropertyDescriptor(place.owner, place.key)
  const original: unknown = descriptor?.value
  if (descriptor === undefined || typeof original !== 'function') return undefined
  const { wrapper, stop } = createWrapper(place.native, original as NativeFunction, options)
  // Reflect.defineProperty answers false, where an assignment would throw, on frozen and read-only places.
  if (!Reflect.defineProperty(place.owner, place.key, { ...descriptor, value: wrapper })) return undefined
  const restore = (): void => {
    stop()
    const current = Object.getOwnPropertyDescriptor(place.owner, place.key)
    if (current?.value === wrapper) Reflect.defineProperty(place.owner, place.key, descriptor)
  }
  return { native: place.native, restore }
}
