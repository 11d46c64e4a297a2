import { join } from 'node:path'
import { summarizeEvidence } from '../../src/analysis/analyze.js'
import { separateRunnerWork } from '../../src/analysis/runner-work.js'
import type { Block } from '../../src/model/block.js'
import type { Evidence } from '../../src/model/evidence.js'
import { createSources, type Sources } from '../../src/sources/sources.js'
import { findDisagreements } from '../scenarios/find-disagreements.js'
import type { Expectation } from '../scenarios/read-expectation.js'
import { programsFolder, type Recording, root } from './recording.js'

/** Judges evidence as the watchdog and the command line do. */
export type JudgeEvidence = (evidence: Evidence) => Block

/**
 * Creates a judge that reads the sources of this project.
 *
 * @param without names of corrections that it leaves out
 */
export function createJudge(without: ReadonlySet<string> = new Set()): JudgeEvidence {
  const { readSource, findOriginal } = createSources()
  const isKept = (file: string | null) => file !== null && !file.startsWith(installedFolder)
  const sources: Sources = {
    readSource: file => (isKept(file) ? readSource(file) : undefined),
    findOriginal: frame => (isKept(frame.file) ? findOriginal(frame) : undefined),
  }
  return evidence => {
    const trimmed = separateRunnerWork(evidence, ownDirectory)
    return summarizeEvidence(trimmed, { ownDirectory, without, ...sources })
  }
}

/** Where a block that was judged again disagrees with what its program says of itself, one sentence each. */
export function findMistakes({ truth }: Recording, block: Block | undefined, expectation: Expectation): string[] {
  const blocks = block ? [block] : []
  const run = { exitCode: expectation.exitCode, stdout: '', stderr: '', evidence: [], problems: [] }
  return findDisagreements({ ...run, truth: [truth], longestOtherTurnMs: 0, blocks }, expectation)
}

const ownDirectory = join(root, 'dist/')

// What is installed is not there in every clone, and a judgement must not depend on that.
const installedFolder = join(programsFolder, 'packages/node_modules')
