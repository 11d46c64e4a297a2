import type { Program } from './list-programs.js'
import { runUntilAgreed } from './run-until-agreed.js'
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

/** Runs a program until the run agrees with it or has no excuse left, and notes in the test's own record how well it was named. */
export async function judgeProgram(
  { task }: { task: { meta: { measured?: Measured } } },
  program: Program,
  options: { execPath: string; isAlone?: boolean; isInWorker?: boolean },
): Promise<{ disagreements: string[]; score: Score }> {
  const { run, disagreements } = await runUntilAgreed(program, options)
  const score = scoreRun(run, program)
  task.meta.measured = { program: program.name, how: readHow(options), score }
  return { disagreements, score }
}

function readHow({ isAlone, isInWorker }: { isAlone?: boolean; isInWorker?: boolean }): How {
  if (isAlone) return 'watch() alone'
  return isInWorker ? 'run in worker threads' : 'run'
}
