import { createHook, executionAsyncId, executionAsyncResource } from 'node:async_hooks'
import type { CallbackRecord } from '../../model/evidence.js'
import { nowMs as readNowMs } from '../../system/clock.js'
import { canLeavePromisesOut, type HookOptions } from '../../system/node-features.js'
import type { BusyInterval } from '../clock/iteration-clock.js'
import { createCallbackLog } from './callback-log.js'
import { createScheduledAt } from './scheduled-at.js'

/** Times every callback of this thread with Node's async hooks. */
export interface Callbacks {
  /** The running callback is loophound's own. Called once an iteration and at each heartbeat. */
  skip(): void
  /** The callbacks of an interval; all before its end are forgotten. `asyncIds`: whose origin is wanted, besides that of the long ones. */
  take(interval: BusyInterval, asyncIds: Iterable<number>): CallbackRecord
  /** Forgets the callbacks of an iteration without a block. */
  rest(): void
  stop(): void
}

/** Options of {@link createCallbacks}; the last one is for tests. */
export interface CallbacksOptions {
  /** Remember where each callback was scheduled. */
  origins: boolean
  nowMs?: () => number
}

/**
 * Starts to time callbacks. Takes about a fifth of a small HTTP server's CPU time where Node lets promises be left out of hooks
 * (`trackPromises: false`, Node 24.21 and 26; code after an `await` is in no callback then). On Node 20 and 22 promise jobs are timed, too, and
 * an `await` takes five times as long.
 */
export function createCallbacks({ origins: hasOrigins, nowMs = readNowMs }: CallbacksOptions): Callbacks {
  const log = createCallbackLog()
  const origins = hasOrigins ? createScheduledAt(() => isOwn) : undefined
  const hasPromises = !canLeavePromisesOut()
  let depth = 0
  let isOwn = false
  let startMs = 0

  const before = () => {
    if (depth === 0) startMs = nowMs()
    depth += 1
  }
  const after = (asyncId: number) => {
    // One that began before the hook did.
    if (depth === 0) return
    depth -= 1
    if (depth > 0) return
    if (!isOwn) log.add(startMs, nowMs(), asyncId, executionAsyncResource())
    isOwn = false
  }
  const options: HookOptions = { before, after, ...origins?.hooks, trackPromises: false }
  const hook = createHook(options).enable()
  return {
    skip: () => {
      // Callbacks of the loop do not nest; whatever threw its way out of one is over.
      depth = 1
      isOwn = true
    },
    take: (interval, asyncIds) => {
      // Still running: as when the process exits in it.
      if (depth > 0 && !isOwn) log.add(startMs, interval.endMs, executionAsyncId(), executionAsyncResource())
      const record = log.take(interval)
      const found = origins?.read([...record.spans.map(({ asyncId }) => asyncId), ...asyncIds])
      origins?.sweep()
      return { ...record, hasPromises, ...(found === undefined ? {} : { origins: found }) }
    },
    rest: () => {
      log.clear()
      origins?.sweep()
    },
    stop: () => {
      hook.disable()
      origins?.stop()
    },
  }
}
