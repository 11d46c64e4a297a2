import { describe, expect, test } from 'vitest'
import { takeTurns } from '../node-matrix/find-nodes.mjs'
import { judgeProgram } from './judge-program.js'
import { listPrograms } from './list-programs.js'

describe.each(takeTurns(listPrograms('controls')))('on $name', ({ execPath, programs }) => {
  test.for(programs)('reports nothing: $name', async (program, context) => {
    const { disagreements } = await judgeProgram(context, program, { execPath })
    expect(disagreements, disagreements.join('\n')).toEqual([])
  })
})
