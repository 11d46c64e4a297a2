import { describe, expect, test } from 'vitest'
import { takeTurns } from '../node-matrix/find-nodes.mjs'
import { judgeProgram } from './judge-program.js'
import { listPrograms } from './list-programs.js'

const corpus = listPrograms('packages')

describe.each(takeTurns(corpus, 1))('on $name', ({ execPath, programs }) => {
  test.for(programs)('names the own line that calls a package: $name', async (program, context) => {
    const { disagreements } = await judgeProgram(context, program, { execPath })
    expect(disagreements, disagreements.join('\n')).toEqual([])
  })
})
