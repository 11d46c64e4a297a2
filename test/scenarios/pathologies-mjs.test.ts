import { describe, expect, test } from 'vitest'
import { findNodes } from '../node-matrix/find-nodes.mjs'
import { listPrograms } from './list-programs.js'
import { runUntilAgreed } from './run-until-agreed.js'

const programs = listPrograms('pathologies').filter(({ file }) => file.endsWith('.mjs'))

describe.each(findNodes())('on $name', ({ execPath }) => {
  test.each(programs)('names function, line and cause: $name', async program => {
    expect(await runUntilAgreed(program, execPath)).toEqual([])
  })
})
