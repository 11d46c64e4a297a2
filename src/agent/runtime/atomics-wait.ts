/** Notices when this thread waits in `Atomics.wait`. */
export interface AtomicsWait {
  /** Puts the original back, unless somebody else has replaced it since. */
  stop(): void
}

/** Options of {@link createAtomicsWait}. */
export interface AtomicsWaitOptions {
  /** Called right before each wait. What it throws is dropped. */
  onWait: () => void
  /** Called right after. What it throws is dropped. */
  onWake: () => void
  /** Whose `wait` to replace; another one is for tests. @default Atomics */
  atomics?: object
}

/**
 * Stands in for `Atomics.wait` and says when it begins and ends. In a worker thread that is how pools wait for work between two tasks
 * (piscina does): the loop does not turn, and yet nothing is blocked.
 */
export function createAtomicsWait({ onWait, onWake, atomics = Atomics }: AtomicsWaitOptions): AtomicsWait {
  const descriptor = Object.getOwnPropertyDescriptor(atomics, 'wait')
  const original: unknown = descriptor?.value
  if (descriptor === undefined || typeof original !== 'function') return { stop: () => {} }
  const { wait } = {
    wait(this: unknown, ...args: unknown[]): unknown {
      callSafely(onWait)
      try {
        return Reflect.apply(original, this, args)
      } finally {
        callSafely(onWake)
      }
    },
  }
  Object.defineProperty(wait, 'length', { value: original.length, configurable: true })
  // Answers false, where an assignment would throw, when the app has frozen it.
  Reflect.defineProperty(atomics, 'wait', { ...descriptor, value: wait })
  return {
    stop: () => {
      if (Object.getOwnPropertyDescriptor(atomics, 'wait')?.value !== wait) return
      Reflect.defineProperty(atomics, 'wait', descriptor)
    },
  }
}

function callSafely(call: () => void): void {
  try {
    call()
  } catch {
    // The app must not see errors of its observer.
  }
}
