import { describe, expect, test } from 'vitest'
import { findNodes } from '../node-matrix/find-nodes.mjs'
import { formatBlock, isMachinesFault } from './find-disagreements.js'
import { listPrograms } from './list-programs.js'
import { runProgram } from './run-program.js'

describe.each(findNodes())('on $name', ({ execPath }) => {
  test.each(listPrograms('controls'))('reports nothing: $name', async ({ file }) => {
    const run = await runProgram(file, { execPath })
    const blocks = run.blocks.filter(block => !isMachinesFault(block)).map(formatBlock)

    const { exitCode, stdout, stderr, problems } = run
    expect({ exitCode, stdout, stderr, problems, blocks }).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
      problems: [],
      blocks: [],
    })
  })
})
