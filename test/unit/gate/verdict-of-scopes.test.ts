import { describe, expect, test } from 'vitest'
import { judgeReport } from '../../../src/gate/verdict.js'
import type { ProcessReport } from '../../../src/model/report.js'
import { fullProcess, fullSummary, inflateFrame, resizeFrame } from '../reporters/sample-report.js'
import { createBlock, measured, withBlocks } from './sample-facts.js'

describe('judgeReport, of scopes, start-up and baseline', () => {
  test('judges the blocks of a scope by its limits only, and by the first scope that holds them', () => {
    const inApi = createBlock(120, { culprit: { ...resizeFrame, file: '/app/src/api/a.js' } })
    const inSharp = createBlock(80, { culprit: resizeFrame, stack: [{ ...inflateFrame, package: '@img/sharp' }] })
    const facts = withBlocks(inApi, inSharp)
    const scopes = [{ file: 'src/api/**', maxBlockMs: 150 }, { package: '@img/*', maxBlocks: 1 }, { file: 'src/**' }]
    expect(judgeReport(facts, { scopes })).toEqual({ status: 'pass', reasons: [] })
    expect(judgeReport(facts, { scopes: scopes.slice(1) })).toEqual({
      status: 'fail',
      reasons: ['src/**: 1 block, 0 allowed'],
    })
    expect(
      judgeReport(facts, { scopes: [{ file: '**', package: '@img/*', maxTotalMs: 70 }], maxBlockMs: 100 }),
    ).toEqual({
      status: 'fail',
      reasons: ['block of 120 ms, 100 ms allowed', '**, package @img/*: in total 80 ms, 70 ms allowed'],
    })
  })

  test('judges the blocks of a thread or program by its scope', () => {
    const inPool = createBlock(120, { process: { pid: 100, threadId: 3, threadName: 'pool-1', role: 'app' } })
    const facts = withBlocks(inPool, createBlock(60))
    const scopes = [{ thread: 'pool-*', maxBlockMs: 100 }]
    expect(judgeReport(facts, { scopes, maxBlocks: 1 }).reasons).toEqual([
      'thread pool-*: block of 120 ms, 100 ms allowed',
    ])
    expect(judgeReport(facts, { scopes: [{ process: 'src/*.js', maxBlocks: 1 }] }).reasons).toEqual([
      'process src/*.js: 2 blocks, 1 allowed',
    ])
  })

  test('names the processes of the app whose start-up took too long', () => {
    const start = (startupMs: number, rest: Partial<ProcessReport>): ProcessReport => {
      return { ...fullProcess, summary: { ...fullSummary, startupMs }, ...rest }
    }
    const processes = [
      start(812.34, { pid: 1 }),
      start(500, { pid: 2 }),
      start(900, { pid: 3, role: 'tool' }),
      start(900, { pid: 1, threadId: 4 }),
      start(700, { pid: 5, entry: { file: '/usr/lib/node_modules/a/cli.js' } }),
    ]
    expect(judgeReport({ ...measured, processes }, { maxStartupMs: 500 })).toEqual({
      status: 'fail',
      reasons: [
        'src/server.js (process 1): start-up of 812.3 ms, 500 ms allowed',
        'a/cli.js (process 5): start-up of 700 ms, 500 ms allowed',
      ],
    })
    expect(judgeReport({ ...measured, processes }, {}).status).toBe('pass')
  })

  test('takes a block without a culprit for one outside of every file', () => {
    expect(judgeReport(withBlocks(createBlock(60)), { scopes: [{ file: '**', maxBlocks: 9 }] }).reasons).toEqual([
      '1 block, 0 allowed',
    ])
  })

  test('lets the baseline say which blocks are too many, and still applies the limits that are given', () => {
    const facts = withBlocks(createBlock(60, { culprit: resizeFrame }), createBlock(300, { culprit: resizeFrame }))
    const quiet = { over: [], stale: [] }
    expect(judgeReport(facts, {}, quiet)).toEqual({ status: 'pass', reasons: [] })
    expect(judgeReport(facts, { maxBlockMs: 200 }, { over: ['one is new'], stale: ['one is stale'] })).toEqual({
      status: 'fail',
      reasons: ['one is new', 'block of 300 ms, 200 ms allowed'],
    })
  })

  test('fails for a block without a name beside a baseline, unless a limit is given that allows it', () => {
    const facts = withBlocks(createBlock(60), createBlock(300, { culprit: resizeFrame }))
    const quiet = { over: [], stale: [] }
    expect(judgeReport(facts, {}, quiet)).toEqual({ status: 'fail', reasons: ['without a name: 1 block, 0 allowed'] })
    expect(judgeReport(facts, { maxBlocks: 2 }, quiet).status).toBe('pass')
    expect(judgeReport(facts, { maxBlockMs: 300 }, quiet).status).toBe('pass')
  })

  test('fails for stale entries only when the run says enough to call them so', () => {
    const stale = { over: [], stale: ['one is stale'] }
    expect(judgeReport(measured, {}, stale)).toEqual({ status: 'fail', reasons: ['one is stale'] })
    expect(judgeReport({ ...measured, processes: [] }, {}, stale).status).toBe('inconclusive')
  })
})
