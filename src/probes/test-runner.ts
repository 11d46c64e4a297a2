import Module from 'node:module'

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
