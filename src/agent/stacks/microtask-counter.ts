import { AsyncLocalStorage } from 'node:async_hooks'
import type { RawFrame } from '../../model/frame.js'
import { isNodeFrame } from './stack.js'

/**
 * Tells whether two samples were taken in the same microtask: Node gives promise jobs no async id of their own (unless hooks are on). It
 * may take different jobs for one, never one for different jobs.
 *
 * A sample leaves a mark behind in V8's microtask queue: once the mark has run, the job that was running is over. The queue is first in,
 * first out, so that with many jobs waiting the mark runs late. Where Node keeps async context in V8 (from 24 on), the sample leaves a
 * token in the context of the job, too: a job that was queued before does not have it.
 *
 * Nothing is left in Node's tick queue, whose entries have async ids anyway: an interrupt may land where Node has just found that queue
 * empty and is about to note so, and what is pushed at that moment would never run, nor anything after it.
 */
export interface MicrotaskCounter {
  /** Number of the job that is running. */
  readonly count: number
  /** Call with the stack of each sample; returns the number of its job. Touches nothing unless it is a microtask. */
  observe(stack: readonly RawFrame[]): number
}

/** Creates a counter that starts at 0. The argument is for tests. */
export function createMicrotaskCounter(storage: TokenStorage | undefined = createTokenStorage()): MicrotaskCounter {
  const token = storage && createToken(storage)
  let count = 0
  let isMarked = false
  const leaveMark = () => {
    if (isMarked) return
    isMarked = true
    void Promise.resolve().then(() => {
      isMarked = false
      count += 1
      token?.forget()
    })
  }
  return {
    get count() {
      return count
    },
    observe: stack => {
      if (!isInJob(stack)) return count
      if (isPlain(stack) && token?.isMissing()) count += 1
      if (isPlain(stack)) token?.leave()
      else token?.forget()
      leaveMark()
      return count
    },
  }
}

/** What a job is known by in its async context. */
interface Token {
  /** `true` in a job other than the one in which it was left. */
  isMissing(): boolean
  leave(): void
  forget(): void
}

/** Where the token is kept: in the async context of the code that is running. */
export type TokenStorage = Pick<AsyncLocalStorage<number>, 'getStore' | 'enterWith'>

// An async context that lives in async hooks has nothing of a promise job's own to be left in, and using it costs.
function createTokenStorage(): TokenStorage | undefined {
  const storage = new AsyncLocalStorage<number>()
  return Object.hasOwn(storage, 'kResourceStore') ? undefined : storage
}

function createToken(storage: TokenStorage): Token {
  let last = 0
  let isLeft = false
  return {
    isMissing: () => isLeft && storage.getStore() !== last,
    leave: () => {
      if (isLeft && storage.getStore() === last) return
      last += 1
      isLeft = true
      storage.enterWith(last)
    },
    forget: () => {
      isLeft = false
    },
  }
}

/** Node's functions that run the tick queue or, between two timers or immediates, both queues. */
const QUEUE_RUNNERS = new Set(['processTicksAndRejections', 'runNextTicks', 'runMicrotasks'])

// Callbacks of timers and I/O always begin in Node's own code; the outermost frame of a microtask is the job itself.
function isInJob(stack: readonly RawFrame[]): boolean {
  const frames = stack.filter(frame => !frame.async)
  const outermost = frames.at(-1)
  return outermost !== undefined && (!isNodeFrame(outermost) || frames.some(isQueueRunner))
}

// Where Node has called back it may have set a context for the time of that call, as `AsyncLocalStorage#run` does.
function isPlain(stack: readonly RawFrame[]): boolean {
  const frames = stack.filter(frame => !frame.async)
  const runner = frames.findIndex(isQueueRunner)
  const ofJob = runner < 0 ? frames : frames.slice(0, runner)
  const firstOwn = ofJob.findIndex(frame => frame.file !== null && !isNodeFrame(frame))
  return firstOwn >= 0 && !ofJob.slice(firstOwn).some(isNodeFrame)
}

function isQueueRunner(frame: RawFrame): boolean {
  return QUEUE_RUNNERS.has(frame.function ?? '')
}
