import type { ProgramRun, Truth } from './run-program.js'

/**
 * What kept a run from being what its program says, by its own measurements: other processes had the cores, of the thread that blocks or
 * of the one that watches it, the loop turned in mid-block, or something else held it up. Nothing when none did.
 */
export function findDisturbance({ truth, longestOtherTurnMs, evidence, blocks }: ProgramRun): string | undefined {
  const lost = [
    ...truth.map(readTruth),
    ...evidence.map(({ durationMs, threadTime, helperWaitMs }) => {
      return { durationMs, waitMs: Math.max(threadTime?.waitMs ?? 0, helperWaitMs ?? 0) }
    }),
    ...blocks.map(({ durationMs, time }) => ({ durationMs, waitMs: (time.waitMs ?? 0) + (time.pausedMs ?? 0) })),
  ]
  const worst = lost.sort((a, b) => b.waitMs - a.waitMs).find(isMuch)
  if (worst) return `${worst.waitMs.toFixed(0)} of ${worst.durationMs.toFixed(0)} ms went by without a core`
  if (truth.some(({ isCut }) => isCut)) return 'the loop turned in mid-block'
  // A little less than the threshold, since its clock is another one.
  if (longestOtherTurnMs > 45) return `something else held up the loop for ${longestOtherTurnMs.toFixed(0)} ms`
  return undefined
}

function readTruth({ durationMs, waitMs, stolenMs }: Truth) {
  return { durationMs, waitMs: waitMs + stolenMs }
}

function isMuch({ durationMs, waitMs }: { durationMs: number; waitMs: number }): boolean {
  return waitMs > 5 + 0.1 * durationMs
}
