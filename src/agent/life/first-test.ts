import { AsyncResource } from 'node:async_hooks'
import Module from 'node:module'

/**
 * Tells once when the first test of `node:test` begins in this process, right before its first line. `node:test` runs a test's function in the
 * scope of its `Test`, an AsyncResource; that is stood in for until then, and no longer than somebody may still load `node:test`.
 */
export function followFirstTest(onTest: () => void): { stop: () => void; stopUnlessLoaded: () => void } {
  const original = AsyncResource.prototype.runInAsyncScope
  const { runInAsyncScope } = {
    runInAsyncScope(this: AsyncResource, ...args: unknown[]): unknown {
      if (isTestFunction(this, args[0])) {
        stop()
        onTest()
      }
      return Reflect.apply(original, this, args)
    },
  }
  const stop = () => {
    if (AsyncResource.prototype.runInAsyncScope !== runInAsyncScope) return
    AsyncResource.prototype.runInAsyncScope = original
  }
  AsyncResource.prototype.runInAsyncScope = runInAsyncScope as typeof original
  return { stop, stopUnlessLoaded: () => (isTestRunnerLoaded() ? undefined : stop()) }
}

function isTestFunction(resource: AsyncResource, fn: unknown): boolean {
  return resource.constructor.name === 'Test' && 'fn' in resource && resource.fn === fn && 'name' in resource
}

/** Node lists the built-in modules that it has loaded; nothing else does so without loading them. */
function isTestRunnerLoaded(): boolean {
  const list: unknown = Reflect.get(process, 'moduleLoadList')
  return Array.isArray(list) && list.includes('NativeModule internal/test_runner/harness')
}

/**
 * Whether a test runner has this thread run tests, by what it leaves there: Vitest a global, Playwright a variable, Jest and Mocha the modules
 * that run tests, AVA its entry. Looked at only when something has blocked.
 */
export function isTestThread(): boolean {
  if ('__vitest_worker__' in globalThis || process.env.TEST_WORKER_INDEX !== undefined) return true
  if (/[\\/]ava[\\/]lib[\\/]worker[\\/]/.test(process.argv[1] ?? '')) return true
  const cache: unknown = Reflect.get(Module, '_cache')
  return typeof cache === 'object' && cache !== null && Object.keys(cache).some(file => RUNNING_TESTS.test(file))
}

const RUNNING_TESTS =
  /[\\/](?:jest-circus|jest-jasmine2)[\\/]|[\\/]ava[\\/]lib[\\/]worker[\\/]|[\\/]mocha[\\/]lib[\\/]runner\./
