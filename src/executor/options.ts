import { availableParallelism } from 'node:os'
import { createBadOption } from '../model/errors.js'

/** Options of {@link createExecutor}. */
export interface ExecutorOptions {
  /**
   * `thread`: starts in some 20 ms, hands data over fast, can take over (`transfer`) and share memory. `process`: has a heap and a process of
   * its own, so that native code that crashes or cannot be interrupted does no harm; data are copied through a pipe. @default 'thread'
   */
  kind?: 'thread' | 'process'
  /**
   * How many workers at most, each with one task at a time; at least 1. They are started when they are needed, and stay.
   * @default one less than the number of cores, at least 1
   */
  size?: number
  /** How many tasks may wait for a worker; at least 0, `Infinity` for any number. @default 1000 */
  maxQueueLength?: number
  /**
   * What happens to a task that finds the queue full: `throw` fails it with the code `ERR_LOOPHOUND_QUEUE_FULL`, `wait` lets it wait for a place
   * in the queue. Ask {@link Executor.room} before you make the next task, and no more of them are in memory than the queue takes.
   * @default 'throw'
   */
  onFull?: 'throw' | 'wait'
  /** Longest time from the call to the end of a task, waiting included, in ms; then it is ended. A task may have its own. @default none */
  timeoutMs?: number
  /** Limit for the heap of each worker, in MB; at least 8. @default that of Node */
  maxHeapMb?: number
}

/** {@link ExecutorOptions} after validation. */
export interface ResolvedExecutorOptions extends Required<Omit<ExecutorOptions, 'timeoutMs' | 'maxHeapMb'>> {
  timeoutMs: number | undefined
  maxHeapMb: number | undefined
}

/** Options of a single task. */
export interface RunOptions {
  /** Ends the task when it aborts, while it waits and while it runs. */
  signal?: AbortSignal
  /**
   * Longest time from the call to the end of the task, waiting included, in ms; then it is ended. `Infinity` is none.
   * @default that of the executor
   */
  timeoutMs?: number
  /** Things in the arguments to hand over instead of copying them, such as the `buffer` of a typed array. Processes get copies all the same. */
  transfer?: readonly object[]
  /** Called with a copy of each value that the task hands to `reportProgress()`. */
  onProgress?: (value: unknown) => void
}

/**
 * Validates options.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a wrong type, a number out of range or an unknown option.
 */
export function readExecutorOptions(options: ExecutorOptions = {}): ResolvedExecutorOptions {
  checkNames(options, ['kind', 'size', 'maxQueueLength', 'onFull', 'timeoutMs', 'maxHeapMb'])
  const resolved = {
    kind: options.kind ?? 'thread',
    size: options.size ?? Math.max(1, availableParallelism() - 1),
    maxQueueLength: options.maxQueueLength ?? 1000,
    onFull: options.onFull ?? 'throw',
    timeoutMs: options.timeoutMs,
    maxHeapMb: options.maxHeapMb,
  }
  checkValues(resolved)
  return resolved
}

/** Validates the options of a task. @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` as above */
export function checkRunOptions(options: RunOptions): void {
  checkNames(options, ['signal', 'timeoutMs', 'transfer', 'onProgress'])
  checkValues(options)
}

function checkNames(options: object, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw createBadOption('options', 'an object', options)
  }
  const unknown = Object.keys(options).find(name => !names.includes(name))
  if (unknown !== undefined) throw createBadOption('options', `only ${names.join(', ')}`, unknown)
}

function checkValues(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    const [expected, isRight] = RULES[name] ?? ['', () => true]
    if (value !== undefined && !isRight(value)) throw createBadOption(name, expected, value)
  }
}

/** Longest delay of a timer, in ms: a longer one fires at once. */
export const LONGEST_TIMER_MS: number = 2 ** 31 - 1

const isCount = (value: unknown, least: number) => Number.isInteger(value) && Number(value) >= least
const isTimeout = (value: unknown) => typeof value === 'number' && value > 0 && value <= LONGEST_TIMER_MS

/** What each option has to be. */
const RULES: Record<string, [expected: string, isRight: (value: unknown) => boolean]> = {
  kind: ["'thread' or 'process'", value => value === 'thread' || value === 'process'],
  size: ['a whole number of at least 1', value => isCount(value, 1)],
  maxQueueLength: ['a whole number of at least 0', value => value === Infinity || isCount(value, 0)],
  onFull: ["'throw' or 'wait'", value => value === 'throw' || value === 'wait'],
  timeoutMs: [`a number over 0 and up to ${LONGEST_TIMER_MS} (ms)`, value => value === Infinity || isTimeout(value)],
  // Smaller than that, a worker does not come up.
  maxHeapMb: ['a whole number of at least 8', value => isCount(value, 8)],
  signal: ['an AbortSignal', value => typeof (value as AbortSignal | null)?.addEventListener === 'function'],
  transfer: ['an array', Array.isArray],
  onProgress: ['a function', value => typeof value === 'function'],
}

/**
 * Checks where a module is: a URL, an absolute path, or the name of a package, which is looked up from the working directory. A relative path
 * would mean another file to each reader.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION`
 */
export function readModuleSpecifier(module: string | URL): string {
  if (module instanceof URL) return module.href
  const expected = 'a file URL, an absolute path or the name of a package'
  if (typeof module !== 'string' || module === '') throw createBadOption('module', expected, module)
  if (!/^\.{1,2}(?:[\\/]|$)/.test(module)) return module
  throw createBadOption('module', `${expected}: write new URL('${module}', import.meta.url)`, module)
}
