import type { TestRun } from './current-run.js'

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
