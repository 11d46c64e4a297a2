import { describe, expect, test } from 'vitest'
import type { Block } from '../../src/model/block.js'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'
import { judgeProgram } from './judge-program.js'
import { listPrograms } from './list-programs.js'
import { runProgram } from './run-program.js'

const programs = listPrograms('endings')
const endless = programs.filter(({ name }) => name === 'hang')
const ending = programs.filter(({ name }) => name !== 'hang')

describe.each(findOldestAndNewest())('on $name', ({ execPath }) => {
  test.for(ending)('names the block that came last: $name', async (program, context) => {
    const { disagreements } = await judgeProgram(context, program, { execPath })
    expect(disagreements, disagreements.join('\n')).toEqual([])
  })

  test.each(endless)('names a block that never ends, while it goes on', async ({ file, marks }) => {
    const place = `hang.cjs:${marks[0]?.line}`
    const killWhen = (run: { blocks: Block[]; stderr: string }) =>
      run.blocks.some(({ hang }) => hang) && run.stderr.includes(place)
    const run = await runProgram(file, { execPath, settings: { hangAfterMs: 400 }, killWhen })

    expect(run.exitCode).toBeNull()
    expect(run.blocks).toHaveLength(1)
    expect(run.blocks[0]).toMatchObject({
      hang: true,
      cause: 'javascript',
      // Which of the two depends on how often the thread had a core.
      confidence: expect.stringMatching(/^(exact|likely)$/),
      culprit: { function: 'waitForever', file, line: marks[0]?.line },
    })
    expect(run.blocks[0]?.durationMs).toBeGreaterThanOrEqual(400)
    expect(run.stderr).toContain(place)
  })
})
