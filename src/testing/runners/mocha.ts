import { tellOutside } from '../blocks-between-tests.js'
import { createGuard, type Guard, type GuardOptions, readGuardOptions } from '../guard.js'
import type { TestFunction } from '../wrap-test.js'

/** What Mocha calls before and after all tests of the process. */
export interface RootHooks {
  beforeAll(this: HookContext): Promise<void>
  afterAll(): Promise<void>
}

/** The part of Mocha's hook context that is looked at. */
interface HookContext {
  test?: { parent?: MochaSuite }
}

interface MochaSuite {
  eachTest(visit: (test: MochaTest) => void): unknown
}

interface MochaTest {
  title: string
  fn?: TestFunction
}

/**
 * Root hooks that make every test fail which blocks the event loop, with options of your own.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a bad option.
 * @example
 * // mocha.setup.mjs, for `mocha --require ./mocha.setup.mjs`
 * import { createRootHooks } from 'loophound/mocha'
 *
 * export const mochaHooks = createRootHooks({ thresholdMs: 20 })
 */
export function createRootHooks(options: GuardOptions = {}): RootHooks {
  readGuardOptions(options)
  let guard: Guard | undefined
  return {
    async beforeAll() {
      const started = createGuard(options)
      guard = started
      await started.ready
      // The parent of a root hook is the root suite, and all files are loaded by now.
      this.test?.parent?.eachTest(test => {
        if (test.fn) test.fn = started.wrap(test.title, test.fn)
      })
    },
    async afterAll() {
      if (guard) await tellOutside(guard)
      await guard?.stop()
    },
  }
}

/** For `mocha --require loophound/mocha`. */
export const mochaHooks: RootHooks = createRootHooks()
