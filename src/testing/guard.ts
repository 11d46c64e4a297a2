import { measureJudgedMs } from '../gate/counted-blocks.js'
import type { Block } from '../model/block.js'
import { findExcuse } from '../model/excuse.js'
import { joinHub } from '../watch/join-hub.js'
import { createMember } from '../watch/member.js'
import { BlockedError } from './blocked-error.js'
import { currentRun, type TestRun } from './current-run.js'
import { findOwner } from './find-owner.js'
import { type GuardOptions, readGuardOptions } from './guard-options.js'
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
  const hub = joinHub()
  const runs = new Set<TestRun>()
  let outside: Block[] = []
  const member = createMember(hub, {
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
  hub.join(member)
  const ready = member.awaitReady()

  const begin = (name: string): TestRun => {
    hub.lifecycle.note('testing')
    hub.cut()
    const run = createRun(findLabel(name, runs), member.nowMs())
    runs.add(run)
    return run
  }
  const end = async (run: TestRun, caller: Error): Promise<void> => {
    run.endMs = member.nowMs()
    hub.cut()
    await member.settle()
    runs.delete(run)
    const counted = run.blocks.filter(block => isCounted(block, run))
    if (counted.length > 0) throw new BlockedError(counted, caller)
  }
  return {
    ready,
    wrap: (name, fn) => wrapTest(fn, { readReady: () => ready, begin: () => begin(name), end }),
    takeOutside: async () => {
      await member.settle()
      const taken = outside.filter(block => findExcuse(block) === undefined)
      outside = []
      return taken
    },
    stop: async () => void (await member.finish()),
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
