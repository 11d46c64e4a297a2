import { describe, expect, test } from 'vitest'
import { takeTurns } from '../node-matrix/find-nodes.mjs'
import { judgeProgram } from './judge-program.js'
import { listPrograms, type Program } from './list-programs.js'
import { addScores, type Score } from './score-run.js'

const corpus = [...listPrograms('pathologies'), ...listPrograms('packages')]

const judged = new Set<Program>()
/** Of the runs that nothing disturbed. */
const scores = new Map<string, Score>()

describe.each(takeTurns(corpus, 2))('watch() alone on $name', ({ execPath, programs }) => {
  test.for(programs)('is never sure of a wrong name: $name', async (program, context) => {
    const { score, disagreements } = await judgeProgram(context, program, { execPath, isAlone: true })
    judged.add(program)
    if (context.task.meta.disturbance === undefined) scores.set(`${program.name} ${execPath}`, score)
    expect(score.wronglySure, disagreements.join('\n')).toBe(0)
    expect(score.detected, disagreements.join('\n')).toBe(score.blocks)
  })
})

test('watch() alone names at least 95 % of functions, lines and causes', () => {
  const { blocks, functions, lines, causes } = addScores([...scores.values()])
  expect(corpus.filter(program => !judged.has(program))).toEqual([])
  // On a busy machine few runs are left, and one of them must not weigh more for that.
  expect(blocks - Math.min(functions, lines, causes)).toBeLessThanOrEqual(0.05 * Math.max(blocks, corpus.length))
})
