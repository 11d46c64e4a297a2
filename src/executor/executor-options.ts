import { availableParallelism } from 'node:os'
import { createBadOption } from '../model/errors.js'

/** Options of {@link createExecutor}. */
export interface ExecutorOptions {
  /**
   * `thread`: starts in some 20 ms, hands data over fast, can take over (`transfer`) and share memory. `process`: has a heap and a process of
   * its own, so that native code that crashes or cannot be interrupted does no harm; data are copied through a pipe.
   *
   * @default 'thread'
   */
  kind?: 'thread' | 'process'
  /**
   * How many workers at most, each with one task at a time; at least 1. They are started when they are needed, and stay.
   *
   * @default one less than the number of cores, at least 1
   */
  size?: number
  /**
   * How many tasks may wait for a worker; at least 0, `Infinity` for any number.
   *
   * @default 1000
   */
  maxQueueLength?: number
  /**
   * What happens to a task that finds the queue full: `throw` fails it with the code `ERR_LOOPHOUND_QUEUE_FULL`, `wait` lets it wait for a place
   * in the queue. Ask {@link Executor.room} before you make the next task, and no more of them are in memory than the queue takes.
   *
   * @default 'throw'
   */
  onFull?: 'throw' | 'wait'
  /**
   * Longest time from the call to the end of a task, waiting included, in ms; then it is ended. A single task may have its own.
   *
   * @default none
   */
  timeoutMs?: number
  /**
   * Limit for the heap of each worker, in MB; at least 8.
   *
   * @default that of Node
   */
  maxHeapMb?: number
}

/** {@link ExecutorOptions} after validation. */
export interface ResolvedExecutorOptions {
  kind: 'thread' | 'process'
  size: number
  maxQueueLength: number
  onFull: 'throw' | 'wait'
  timeoutMs: number | undefined
  maxHeapMb: number | undefined
}

/** Smaller than that, a worker does not come up. */
const MIN_HEAP_MB = 8
const OPTION_NAMES = ['kind', 'size', 'maxQueueLength', 'onFull', 'timeoutMs', 'maxHeapMb']

/**
 * Validates options.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a wrong type, a number out of range or an unknown option.
 */
export function readExecutorOptions(options: ExecutorOptions = {}): ResolvedExecutorOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw createBadOption('options', 'an object', options)
  }
  for (const name of Object.keys(options)) {
    if (!OPTION_NAMES.includes(name)) throw createBadOption('options', `only ${OPTION_NAMES.join(', ')}`, name)
  }
  return {
    kind: readWord('kind', options.kind ?? 'thread', ['thread', 'process']),
    size: readCount('size', options.size ?? Math.max(1, availableParallelism() - 1), 1),
    maxQueueLength:
      options.maxQueueLength === Infinity ? Infinity : readCount('maxQueueLength', options.maxQueueLength ?? 1000, 0),
    onFull: readWord('onFull', options.onFull ?? 'throw', ['throw', 'wait']),
    timeoutMs: readTimeoutMs(options.timeoutMs),
    maxHeapMb: options.maxHeapMb === undefined ? undefined : readCount('maxHeapMb', options.maxHeapMb, MIN_HEAP_MB),
  }
}

/**
 * Validates a time-out; `undefined` is none.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION`
 */
export function readTimeoutMs(value: unknown): number | undefined {
  if (value === undefined || value === Infinity) return undefined
  // Node fires a timer at once that is set to more.
  if (typeof value === 'number' && value > 0 && value <= LONGEST_TIMER_MS) return value
  throw createBadOption('timeoutMs', `a number over 0 and up to ${LONGEST_TIMER_MS} (ms)`, value)
}

/** Longest delay of a timer, in ms: a longer one fires at once. */
export const LONGEST_TIMER_MS: number = 2 ** 31 - 1

function readCount(name: string, value: unknown, least: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value
  throw createBadOption(name, `a whole number of at least ${least}`, value)
}

function readWord<Word extends string>(name: string, value: Word, words: readonly Word[]): Word {
  if (words.includes(value)) return value
  throw createBadOption(name, words.map(word => `'${word}'`).join(' or '), value)
}
