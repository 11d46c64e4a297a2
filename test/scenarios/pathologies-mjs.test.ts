import { describe, expect, test } from 'vitest'
import { takeTurns } from '../node-matrix/find-nodes.mjs'
import { judgeProgram } from './judge-program.js'
import { listPrograms } from './list-programs.js'

const corpus = listPrograms('pathologies').filter(({ file }) => file.endsWith('.mjs'))

describe.each(takeTurns(corpus))('on $name', ({ execPath, programs }) => {
  test.for(programs)('names function, line and cause: $name', async (program, context) => {
    const { disagreements } = await judgeProgram(context, program, { execPath })
    expect(disagreements, disagreements.join('\n')).toEqual([])
  })
})
