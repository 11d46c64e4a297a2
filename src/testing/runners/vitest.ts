import * as vitest from 'vitest'
import { tellOutside } from '../blocks-between-tests.js'
import type { GuardOptions } from '../guard.js'
import { createGuard, type Guard } from '../guard.js'
import { toBlock } from '../to-block.js'

declare module 'vitest' {
  // The type parameter is Vitest's.
  interface Matchers<T> {
    /**
     * Calls the function, awaits it, and passes when the event loop was blocked for `ms` or longer meanwhile. Await it.
     *
     * @param ms At least 5; default 50.
     * @example
     * await expect(() => renderPage(data)).not.toBlock()
     */
    toBlock(ms?: number): Promise<void>
  }
}

/**
 * Makes every test of the file fail that blocks the event loop; in a setup file, every test of the project. Works in the pools `forks` and
 * `threads`, and with concurrent tests.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a bad option.
 * @example
 * // vitest.setup.ts
 * import { guardTests } from 'loophound/vitest'
 *
 * guardTests({ thresholdMs: 50 })
 */
export function guardTests(options: GuardOptions = {}): void {
  const guard = createGuard(options)
  vitest.beforeAll(async () => {
    await guard.ready
  })
  // Since Vitest 4.1, which also deprecates the other way.
  if ('aroundEach' in vitest) vitest.aroundEach((runTest, { task }) => guard.wrap(task.name, runTest)())
  else wrapFunctions(guard)
  vitest.afterAll(async () => {
    await tellOutside(guard)
    await guard.stop()
  })
}

function wrapFunctions(guard: Guard): void {
  const wrapped = new WeakSet<object>()
  vitest.beforeEach(async ({ task }) => {
    // Once, however often the test is tried again.
    if (wrapped.has(task)) return
    wrapped.add(task)
    const { getFn, setFn } = await import('vitest/suite')
    setFn(task, guard.wrap(task.name, getFn(task)))
  })
}

vitest.expect.extend({ toBlock })
