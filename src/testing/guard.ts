import { joinRegistry } from '../agent/join-registry.js'
import { type ResolvedOptions, readEndingOptions, type WatchOptions } from '../agent/options.js'
import { createSubscriber } from '../agent/subscriber.js'
import { measureJudgedMs } from '../gate/limits.js'
import { type Block, findExcuse } from '../model/block.js'
import { BlockedError } from './blocked-error.js'
import { currentRun, type TestRun } from './current-test.js'
import { type TestFunction, wrapTest } from './wrap-test.js'

/** Watches the loop while tests run, gives each block to its test, and fails the tests that block. */
export interface Guard {
  /** Settles when the watchdog is up, or known not to come up. */
  readonly ready: Promise<unknown>
  /** A function to run in the place of a test's: it fails with a {@link BlockedError} when the test blocks. */
  wrap<F extends TestFunction>(name: string, fn: F): F
  /** Blocks that were no test's (hooks, imports, what tests left behind), each given once. */
  takeOutside(): Promise<Block[]>
  /** Waits for the last block and stops watching. */
  stop(): Promise<void>
}

/**
 * Starts a guard for the tests of the calling thread.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a bad option.
 */
export function createGuard(options: GuardOptions = {}): Guard {
  const { context, ...resolved } = readGuardOptions(options)
  const registry = joinRegistry()
  const runs = new Set<TestRun>()
  let outside: Block[] = []
  const subscriber = createSubscriber(registry, {
    ...resolved,
    // The tests' own context is tracked anyway.
    requests: (resolved.requests ?? true) && 'at-once',
    isPrinted: false,
    isAsserting: true,
    runFile: undefined,
    context: () => nameTest(context?.()),
    onBlock: (block, { startMs, endMs }) => {
      const owner = findOwner({ label: block.context?.[TEST_KEY], startMs, endMs }, runs)
      const owned = owner?.blocks ?? outside
      owned.push(block)
    },
    onExit: () => {},
  })
  registry.join(subscriber)
  const ready = subscriber.awaitReady()

  const begin = (name: string): TestRun => {
    registry.lifecycle.note('testing')
    registry.cut()
    const run = createRun(findLabel(name, runs), subscriber.nowMs())
    runs.add(run)
    return run
  }
  const end = async (run: TestRun, caller: Error): Promise<void> => {
    run.endMs = subscriber.nowMs()
    registry.cut()
    await subscriber.settle()
    runs.delete(run)
    const counted = run.blocks.filter(block => isCounted(block, run))
    if (counted.length > 0) throw new BlockedError(counted, caller)
  }
  return {
    ready,
    wrap: (name, fn) => wrapTest(fn, { readReady: () => ready, begin: () => begin(name), end }),
    takeOutside: async () => {
      await subscriber.settle()
      const taken = outside.filter(block => findExcuse(block) === undefined)
      outside = []
      return taken
    },
    stop: async () => void (await subscriber.finish()),
  }
}

function createRun(label: string, startMs: number): TestRun {
  return { label, startMs, endMs: Number.POSITIVE_INFINITY, blocks: [], allowances: [], forgivenIds: new Set() }
}

/** Under this name a block's context says which test it was. */
const TEST_KEY = 'test'

function nameTest(context: object | null | undefined): object | null | undefined {
  const run = currentRun.getStore()
  if (!run) return context
  const named = { [TEST_KEY]: run.label }
  // Before the user's own, since of many entries the last are left out, and after them, since this is not theirs to change.
  return { ...named, ...context, ...named }
}

// Tests of one name may run at the same time, as rows of a table do.
function findLabel(name: string, runs: ReadonlySet<TestRun>): string {
  const labels = new Set([...runs].map(({ label }) => label))
  let label = name
  for (let number = 2; labels.has(label); number += 1) label = `${name} (${number})`
  return label
}

function isCounted(block: Block, { allowances, forgivenIds }: TestRun): boolean {
  if (findExcuse(block) !== undefined || forgivenIds.has(block.id)) return false
  const costMs = measureJudgedMs(block)
  return costMs > Math.max(0, ...allowances.map(({ allowedMs }) => allowedMs))
}

/** What tells whose a block is. */
export interface OwnedBlock {
  /** The test that was running in the blocking code, as its async context says. */
  label: string | undefined
  startMs: number
  endMs: number
}

/**
 * The test that a block belongs to: the one that its async context names; else the only one that ran for more than half of the block.
 * `undefined` when it is no test's, or could be that of several.
 */
export function findOwner(block: OwnedBlock, runs: Iterable<TestRun>): TestRun | undefined {
  const all = [...runs]
  const named = all.find(({ label }) => label === block.label)
  if (named) return named
  const halfMs = (block.endMs - block.startMs) / 2
  const present = all.filter(run => Math.min(run.endMs, block.endMs) - Math.max(run.startMs, block.startMs) > halfMs)
  return present.length === 1 ? present[0] : undefined
}

/** Options of the guards of test runners. */
export interface GuardOptions extends Omit<WatchOptions, 'onBlock'> {
  /**
   * End the process of a test in an endless loop: one in which the thread has been at work for this long without a turn of its loop, in ms
   * of CPU time; at least 100, or 0 for never. Ends all that runs in the process, and makes the runner fail.
   *
   * @default 60000
   */
  hangTimeoutMs?: number
}

/**
 * Validates options.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION` for a bad option.
 */
export function readGuardOptions(options: GuardOptions): Omit<ResolvedOptions, 'onBlock'> {
  const { onBlock: _, ...resolved } = readEndingOptions(options)
  return options.hangTimeoutMs === undefined ? { ...resolved, hangTimeoutMs: HANG_TIMEOUT_MS } : resolved
}

/** Twelve times as long as runners give a test, and they cannot end one that never lets go of the thread. */
const HANG_TIMEOUT_MS = 60_000
