import { describe, expect, test } from 'vitest'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'
import { judgeProgram } from './judge-program.js'
import { listPrograms } from './list-programs.js'
import { addScores, type Score } from './score-run.js'

const programs = [...listPrograms('pathologies'), ...listPrograms('packages')]

const scores: Score[] = []

const nodes = findOldestAndNewest()

describe.each(nodes)('watch() alone on $name', ({ execPath }) => {
  // Each program on one of them, the next on the other.
  const isTurn = (index: number) => process.env.ALL_NODES || nodes[index % nodes.length]?.execPath === execPath
  test.for(programs.filter((_, index) => isTurn(index)))(
    'is never sure of a wrong name: $name',
    async (program, context) => {
      const { score, disagreements } = await judgeProgram(context, program, { execPath, isAlone: true })
      scores.push(score)
      expect(score.wronglySure, disagreements.join('\n')).toBe(0)
      expect(score.detected, disagreements.join('\n')).toBe(score.blocks)
    },
  )
})

// What it sums up would not change.
test('watch() alone names at least 95 % of functions, lines and causes', { retry: 0 }, () => {
  const { blocks, functions, lines, causes } = addScores(scores)
  expect(blocks).toBeGreaterThanOrEqual(programs.length)
  expect(Math.min(functions, lines, causes)).toBeGreaterThanOrEqual(0.95 * blocks)
})
