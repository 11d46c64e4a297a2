import { AsyncLocalStorage } from 'node:async_hooks'
import type { IgnoredSpan } from '../../model/evidence.js'
import { nowMs } from '../../system/clock.js'

/** Remembers which work may block: by async context for samples, by time for the synchronous part. */
export interface AllowedWork {
  /** Runs `fn` as work that may block. */
  run<T>(fn: () => T, reason: string): T
  /** Reason in force in the code that is running now. */
  readReason(): string | undefined
  /** Synchronous spans that touch the interval; older ones are forgotten. */
  takeSpans(startMs: number, endMs: number): IgnoredSpan[]
  /** Says from now on when the synchronous part begins and ends. */
  listen(listener: IgnoredListener | undefined): void
}

/** Is told `true` as ignored work begins and `false` as it ends. */
type IgnoredListener = (isInside: boolean) => void

/** Creates the memory of ignored work of one thread; the async context is made at the first use, since it costs on Node 20 and 22. */
export function createAllowedWork(): AllowedWork {
  let storage: AsyncLocalStorage<string> | undefined
  let spans: IgnoredSpan[] = []
  let depth = 0
  let listener: IgnoredListener | undefined
  return {
    run: (fn, reason) => {
      storage ??= new AsyncLocalStorage()
      const startMs = nowMs()
      depth += 1
      listener?.(true)
      try {
        return storage.run(reason, fn)
      } finally {
        depth -= 1
        listener?.(depth > 0)
        // Time inside another span must not count twice.
        if (depth === 0) spans.push({ startMs, endMs: nowMs(), reason })
        if (spans.length > MAX_SPANS) spans.shift()
      }
    },
    listen: next => {
      listener = next
      listener?.(depth > 0)
    },
    readReason: () => storage?.getStore(),
    takeSpans: (startMs, endMs) => {
      const found = spans.filter(span => span.endMs > startMs && span.startMs < endMs)
      spans = spans.filter(span => span.endMs > endMs)
      return found
    },
  }
}

/** More than fit into any block worth judging; a loop of short ignored calls must not grow memory. */
const MAX_SPANS = 1000
