import { parse } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The files that take longest, the longest first. */
const LONGEST = [
  ...['docs', 'watch-alone', 'pathologies-cjs', 'causes', 'phases', 'context', 'pathologies-mjs', 'executor', 'hang'],
  ...['worker-twins', 'source-maps', 'cli-run', 'exits', 'doctor', 'worker-threads', 'misuse', 'threads', 'layers'],
]

/** Begins with what takes longest, so that at the end no file keeps one core busy while the other has nothing to do. */
export class LongestFirst extends BaseSequencer {
  /** The order of the files. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.sort((a, b) => findRank(a) - findRank(b))
  }
}

function findRank({ moduleId }: TestSpecification): number {
  const rank = LONGEST.indexOf(parse(moduleId).name.replace('.test', ''))
  return rank < 0 ? LONGEST.length : rank
}
