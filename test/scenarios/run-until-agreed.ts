import { setTimeout as sleep } from 'node:timers/promises'
import { findDisagreements, isAboutLength } from './find-disagreements.js'
import type { Expectation } from './read-expectation.js'
import { type ProgramRun, type RunProgramOptions, runProgram, type Truth } from './run-program.js'

/**
 * Runs a program and finds where the run disagrees with what it says of itself. The run is repeated, twice at most, when nothing but a
 * length disagrees, and when by the program's own measurements it was not what it says: other processes had the cores, the loop turned
 * in mid-block, or something else held the loop up.
 */
export async function runUntilAgreed(
  expectation: Expectation,
  options: RunProgramOptions,
): Promise<{ run: ProgramRun; disagreements: string[] }> {
  for (let left = 2; ; left--) {
    const run = await runProgram(expectation.file, options)
    const disagreements = findDisagreements(run, expectation)
    const isWorthless = isDisturbed(run) || disagreements.every(isAboutLength)
    if (disagreements.length === 0 || left === 0 || !isWorthless) return { run, disagreements }
    // Noise comes in bursts.
    await sleep(500)
  }
}

function isDisturbed({ truth, longestOtherTurnMs }: ProgramRun): boolean {
  // A little less than the threshold, since its clock is another one.
  return longestOtherTurnMs > 45 || truth.some(isBlockDisturbed)
}

function isBlockDisturbed({ durationMs, waitMs, stolenMs, isCut }: Truth): boolean {
  return isCut || waitMs + stolenMs > 5 + 0.1 * durationMs
}
