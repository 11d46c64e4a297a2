import { findDisagreements, isAboutLength } from './find-disagreements.js'
import type { Expectation } from './read-expectation.js'
import { runProgram, type Truth } from './run-program.js'

/**
 * Runs a program and gives its disagreements with what it says of itself. Only when it has measured itself that other processes had
 * the cores, or when nothing but a length disagrees (the turn did something else, too), is the run repeated, twice at most.
 */
export async function runUntilAgreed(expectation: Expectation, execPath: string): Promise<string[]> {
  for (let left = 2; ; left--) {
    const run = await runProgram(expectation.file, { execPath })
    const disagreements = findDisagreements(run, expectation)
    const isWorthless = run.truth.some(isDisturbed) || disagreements.every(isAboutLength)
    if (disagreements.length === 0 || left === 0 || !isWorthless) return disagreements
  }
}

function isDisturbed({ durationMs, waitMs }: Truth): boolean {
  return waitMs > 5 + 0.1 * durationMs
}
