import { describe, expect, test } from 'vitest'
import { findNodes } from '../node-matrix/find-nodes.mjs'
import { listPrograms } from './list-programs.js'
import { runUntilAgreed } from './run-until-agreed.js'

describe.each(findNodes())('on $name', ({ execPath }) => {
  test.each(listPrograms('controls'))('reports nothing: $name', async program => {
    const { disagreements } = await runUntilAgreed(program, { execPath })
    expect(disagreements, disagreements.join('\n')).toEqual([])
  })
})
