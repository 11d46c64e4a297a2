import { describe, expect, test } from 'vitest'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'
import { judgeProgram } from './judge-program.js'
import { listPrograms } from './list-programs.js'
import { runProgram } from './run-program.js'

const programs = listPrograms('natives')
const [first] = programs

describe.each(findOldestAndNewest())('on $name', ({ execPath }) => {
  test.for(programs)('names what takes no interrupts and has no stand-in: $name', async (program, context) => {
    const { disagreements } = await judgeProgram(context, program, { execPath })
    expect(disagreements, disagreements.join('\n')).toEqual([])
  })

  test('without the sampler says that it does not know', async () => {
    const run = await runProgram(first?.file ?? '', { execPath, settings: { sampler: false } })
    const confidences = run.blocks.filter(({ durationMs }) => durationMs > 100).map(({ confidence }) => confidence)
    expect(confidences).not.toContain('exact')
  })
})
