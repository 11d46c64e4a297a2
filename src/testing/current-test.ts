import { AsyncLocalStorage } from 'node:async_hooks'
import { mainRealm } from '../agent/join-registry.js'
import type { Block } from '../model/block.js'

/** One run of one test. */
export interface TestRun {
  /** Its name, made unique among those that run at the same time. */
  readonly label: string
  /** On the clock of the watch. */
  readonly startMs: number
  /** `Infinity` while it runs. */
  endMs: number
  /** Blocks that are its own. */
  readonly blocks: Block[]
  /** Blocks of which a matcher has told. */
  readonly forgivenIds: Set<string>
  /** What it may do all the same, as it said by `allowBlocking`. */
  readonly allowances: { allowedMs: number; reason: string }[]
}

/**
 * The test to which the running code belongs, across awaits, timers and callbacks. One for the thread: a test may import another copy of
 * this module than the guard, as CommonJS or inside a `vm` context. Nothing is made before the first test runs.
 */
export const currentRun: CurrentRun = {
  getStore: () => readStorage()?.getStore(),
  run: (run, callback) => joinStorage().run(run, callback),
}

/** The test that runs, as an `AsyncLocalStorage` keeps it. */
interface CurrentRun {
  getStore(): TestRun | undefined
  run<R>(run: TestRun, callback: () => R): R
}

const KEY = Symbol.for('loophound.test')

function readStorage(): AsyncLocalStorage<TestRun> | undefined {
  return Reflect.get(mainRealm, KEY)
}

function joinStorage(): AsyncLocalStorage<TestRun> {
  const storage = readStorage() ?? new AsyncLocalStorage<TestRun>()
  Reflect.set(mainRealm, KEY, storage)
  return storage
}
