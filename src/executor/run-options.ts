import { createBadOption } from '../model/errors.js'
import { readTimeoutMs } from './executor-options.js'

/** Options of a single task. */
export interface RunOptions {
  /** Ends the task when it aborts, while it waits and while it runs. */
  signal?: AbortSignal
  /**
   * Longest time from the call to the end of the task, waiting included, in ms; then it is ended. `Infinity` is none.
   *
   * @default that of the executor
   */
  timeoutMs?: number
  /** Things in the arguments to hand over instead of copying them, such as the `buffer` of a typed array. Processes get copies all the same. */
  transfer?: readonly object[]
  /** Called with a copy of each value that the task hands to `reportProgress()`. */
  onProgress?: (value: unknown) => void
}

const OPTION_NAMES = ['signal', 'timeoutMs', 'transfer', 'onProgress']

/**
 * Validates the options of a task.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a wrong type, a number out of range or an unknown option.
 */
export function checkRunOptions(options: RunOptions): void {
  if (typeof options !== 'object' || options === null) throw createBadOption('options', 'an object', options)
  for (const name of Object.keys(options)) {
    if (!OPTION_NAMES.includes(name)) throw createBadOption('options', `only ${OPTION_NAMES.join(', ')}`, name)
  }
  const { signal, transfer, onProgress } = options
  if (signal !== undefined && typeof signal?.addEventListener !== 'function')
    throw createBadOption('signal', 'an AbortSignal', signal)
  if (transfer !== undefined && !Array.isArray(transfer)) throw createBadOption('transfer', 'an array', transfer)
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw createBadOption('onProgress', 'a function', onProgress)
  }
  readTimeoutMs(options.timeoutMs)
}
