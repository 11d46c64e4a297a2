import { describe, expect, test } from 'vitest'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'
import { judgeProgram } from './judge-program.js'
import { listPrograms } from './list-programs.js'

const programs = listPrograms('packages')

describe.each(findOldestAndNewest())('on $name', ({ execPath }) => {
  test.for(programs)('names the own line that calls a package: $name', async (program, context) => {
    const { disagreements } = await judgeProgram(context, program, { execPath })
    expect(disagreements, disagreements.join('\n')).toEqual([])
  })
})
