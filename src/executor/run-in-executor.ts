import { createBadOption } from '../model/errors.js'
import { addCaller } from './errors.js'
import { createCallable } from './executor.js'

/**
 * Runs a function in a thread. It is sent as text and must stand alone: it sees its arguments and globals, nothing from around it. Good for a
 * few lines; real work belongs into a module for `executor.run()`.
 *
 * All calls share one executor, which is made at the first call and keeps nothing alive. Any number of tasks may wait.
 *
 * @throws LoophoundError, as a rejection, as `executor.run()` does.
 * @example
 * import { runInExecutor } from 'loophound/executor'
 *
 * const sum = await runInExecutor(numbers => numbers.reduce((a, b) => a + b), [1, 2, 3])
 */
export async function runInExecutor<Args extends unknown[], Result>(
  fn: (...args: Args) => Result,
  ...args: Args
): Promise<Awaited<Result>> {
  if (typeof fn !== 'function') throw createBadOption('fn', 'a function', fn)
  shared ??= createCallable({ maxQueueLength: Infinity })
  try {
    return (await shared.runCall({ name: String(fn), args })) as never
  } catch (thrown) {
    throw addCaller(thrown, runInExecutor)
  }
}

let shared: ReturnType<typeof createCallable> | undefined
