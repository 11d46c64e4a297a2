import { describe, expect, test } from 'vitest'
import { takeTurns } from '../node-matrix/find-nodes.mjs'
import { judgeProgram } from './judge-program.js'
import { listPrograms } from './list-programs.js'

/** One or two of each kind. `atomics-wait` has no twin: in a worker thread that is idle time. */
const TWINS = [
  ...['async-iterator', 'child-exec', 'crypto-hash-update', 'crypto-pbkdf2', 'fs-read-file', 'http-handler'],
  ...['immediate-burst', 'import-slow-module', 'js-loop-in-timer', 'json-parse', 'json-stringify', 'microtask-storm'],
  ...['regexp-test', 'require-large-json', 'structured-clone', 'zlib-gzip'],
]
const corpus = listPrograms('pathologies').filter(({ name }) => TWINS.includes(name))

test('every twin has its program', () => {
  expect(corpus.map(({ name }) => name)).toEqual(TWINS)
})

describe.each(takeTurns(corpus, 2))('on $name', ({ execPath, programs }) => {
  test.for(programs)('names function, line and cause in a worker thread: $name', async (program, context) => {
    const { disagreements } = await judgeProgram(context, program, { execPath, isInWorker: true })
    expect(disagreements, disagreements.join('\n')).toEqual([])
  })
})
