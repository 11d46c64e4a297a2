import { AsyncResource } from 'node:async_hooks'
import { tellOutside } from '../blocks-between-tests.js'
import type { GuardOptions } from '../guard.js'
import { createGuard, type Guard } from '../guard.js'
import type { TestFunction } from '../wrap-test.js'

/**
 * Makes every test of this process fail that blocks the event loop. Preloading `loophound/node-test` does it with the defaults; call it before the
 * tests to have other options.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a bad option.
 * @example
 * // setup.mjs, for `node --import ./setup.mjs --test`
 * import { guardTests } from 'loophound/node-test'
 *
 * guardTests({ thresholdMs: 20 })
 */
export function guardTests(options: GuardOptions = {}): void {
  const before = active
  active = createGuard(options)
  if (before) void before.stop()
  else install()
}

/** With the defaults, in processes that run tests: not in the one that only starts them, and not once more when a test imports the entry. */
export function guardTestProcess(): void {
  if (!isTestRunner() && !isGuarded()) guardTests()
}

// Seen by whichever copy of this module asks, CommonJS or ES module.
function isGuarded(): boolean {
  return AsyncResource.prototype.runInAsyncScope.name === 'runInGuardedScope'
}

let active: Guard | undefined

/** node:test runs a test's function in the scope of its `Test`, an AsyncResource: its hooks get no hand on the function, and no part in its async context. */
function install(): void {
  const original = AsyncResource.prototype.runInAsyncScope
  AsyncResource.prototype.runInAsyncScope = function runInGuardedScope(this: AsyncResource, ...args: unknown[]) {
    if (active && isTest(this) && this.fn === args[0]) args[0] = active.wrap(this.name, this.fn)
    return Reflect.apply(original, this, args)
  } as typeof original
  process.once('beforeExit', () => {
    if (active) void tellOutside(active)
  })
}

/** The part of Node's internal class that is looked at. */
interface NodeTest extends AsyncResource {
  fn: TestFunction
  name: string
}

function isTest(resource: AsyncResource): resource is NodeTest {
  return resource.constructor.name === 'Test' && 'fn' in resource && 'name' in resource
}

// `node --test` starts a process for each file, unless it is told not to.
function isTestRunner(): boolean {
  const isIsolated = !process.execArgv.some(arg => /^--(experimental-)?test-isolation=none$/.test(arg))
  return process.execArgv.includes('--test') && isIsolated
}
