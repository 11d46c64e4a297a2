import { catchCaller } from './blocked-error.js'
import { currentRun, type TestRun } from './current-test.js'

/** The function of a test, whatever its runner calls it with. */
export type TestFunction = (...args: never[]) => unknown

/** The guard's side of a run. */
export interface RunHooks {
  /** Settles when blocks can be seen. */
  readReady(): Promise<unknown>
  begin(): TestRun
  /**
   * Ends the run; rejects when the test must fail for it. An error of the test's own goes first.
   *
   * @param caller has the stack of what called the test
   */
  end(run: TestRun, caller: Error): Promise<void>
}

/**
 * A function that does what a test's does, as a run of its own, and ends that run before it tells its own end. Same name and length, since runners
 * tell by the length whether a test takes a `done` callback.
 */
export function wrapTest<F extends TestFunction>(fn: F, hooks: RunHooks): F {
  function wrapped(this: unknown, ...args: unknown[]): unknown {
    const caller = catchCaller(wrapped)
    const done = args.at(-1)
    if (!isCallback(done) || fn.length !== args.length)
      return runTest(() => Reflect.apply(fn, this, args), hooks, caller)
    const rest = args.slice(0, -1)
    const run = (settle: Callback) => Reflect.apply(fn, this, [...rest, settle])
    // A promise as result and a callback would be one end too many for most runners.
    void runCallbackTest(run, done, hooks, caller)
    return undefined
  }
  Object.defineProperty(wrapped, 'length', { value: fn.length })
  Object.defineProperty(wrapped, 'name', { value: fn.name })
  return wrapped as unknown as F
}

async function runTest(callTest: () => unknown, { readReady, begin, end }: RunHooks, caller: Error): Promise<unknown> {
  await readReady()
  const run = begin()
  let result: unknown
  try {
    result = await currentRun.run(run, callTest)
  } catch (error) {
    await end(run, caller).catch(() => {})
    throw error
  }
  await end(run, caller)
  return result
}

type Callback = (...args: unknown[]) => unknown

function isCallback(value: unknown): value is Callback {
  return typeof value === 'function'
}

async function runCallbackTest(
  callTest: (settle: Callback) => unknown,
  done: Callback,
  hooks: RunHooks,
  caller: Error,
): Promise<void> {
  await hooks.readReady()
  const run = hooks.begin()
  const settle = (...args: unknown[]) => {
    hooks.end(run, caller).then(
      () => done(...args),
      error => done(...(args[0] === undefined || args[0] === null ? [error] : args)),
    )
  }
  try {
    // Runners hang properties on `done`, such as `done.fail`.
    currentRun.run(run, () => callTest(Object.assign(settle, done)))
  } catch (error) {
    settle(error)
  }
}
