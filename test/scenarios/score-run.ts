import type { Block } from '../../src/model/block.js'
import { findBlock, isExcused } from './find-disagreements.js'
import type { Expectation, Mark } from './read-expectation.js'
import type { ProgramRun, Truth } from './run-program.js'

/** How well a run has named the blocks of a program: numbers of blocks. */
export interface Score {
  blocks: number
  detected: number
  /** With the right file and function. */
  functions: number
  /** With the right line of it, too. */
  lines: number
  causes: number
  /** With a wrong file or function, and no doubt about it. */
  wronglySure: number
}

/** Compares what a run says with what its program says of itself. */
export function scoreRun(run: ProgramRun, expectation: Expectation): Score {
  const scores = run.truth.map(truth => scoreBlock(findBlock(run.blocks, truth), truth, expectation))
  return addScores(scores)
}

/** The sum of several scores. */
export function addScores(scores: Score[]): Score {
  const sum = (key: keyof Score) => scores.reduce((total, score) => total + score[key], 0)
  return {
    blocks: sum('blocks'),
    detected: sum('detected'),
    functions: sum('functions'),
    lines: sum('lines'),
    causes: sum('causes'),
    wronglySure: sum('wronglySure'),
  }
}

function scoreBlock(block: Block | undefined, truth: Truth, { file, marks }: Expectation): Score {
  const candidates = truth.name ? marks.filter(mark => mark.functions.includes(truth.name ?? '')) : marks
  const named = candidates.filter(mark => isNamed(block, mark, file))
  return {
    blocks: 1,
    detected: Number(block !== undefined),
    functions: Number(named.length > 0),
    lines: Number(named.some(mark => mark.line === block?.culprit?.line)),
    causes: Number(block !== undefined && isCause(block, truth, candidates)),
    wronglySure: Number(named.length === 0 && block?.confidence === 'exact'),
  }
}

function isCause(block: Block, truth: Truth, candidates: Mark[]): boolean {
  return isExcused(block, truth) || candidates.some(mark => mark.causes.includes(block.cause))
}

function isNamed(block: Block | undefined, mark: Mark, file: string): boolean {
  const { culprit } = block ?? {}
  return culprit?.file === file && mark.functions.includes(culprit.function)
}
