import { findDisagreements } from './find-disagreements.js'
import { findDisturbance } from './find-disturbance.js'
import type { Program } from './list-programs.js'
import { type RunProgramOptions, runProgram } from './run-program.js'
import { type Score, scoreRun } from './score-run.js'

/** What a test has measured, for the table of the corpus. */
export interface Measured {
  program: string
  /** How it was watched, and where. */
  how: How
  score: Score
}

/** How a program is watched: by a run in the main thread or in a worker thread, or by `watch()` alone. */
type How = 'run' | 'run in worker threads' | 'watch() alone'

declare module 'vitest' {
  interface TaskMeta {
    measured?: Measured
  }
}

/** Runs a program, and notes in the test's own record how well it was named, and what disturbed the run. */
export async function judgeProgram(
  { task }: { task: { meta: { measured?: Measured; disturbance?: string | undefined } } },
  program: Program,
  options: RunProgramOptions,
): Promise<{ disagreements: string[]; score: Score }> {
  const run = await runProgram(program.file, options)
  task.meta.disturbance = findDisturbance(run)
  const score = scoreRun(run, program)
  task.meta.measured = { program: program.name, how: readHow(options), score }
  return { disagreements: findDisagreements(run, program), score }
}

function readHow({ isAlone, isInWorker }: RunProgramOptions): How {
  if (isAlone) return 'watch() alone'
  return isInWorker ? 'run in worker threads' : 'run'
}
