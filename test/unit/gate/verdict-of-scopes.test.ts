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
      reasons: ['src/**: expected at most 0 blocks, got 1'],
    })
    expect(
      judgeReport(facts, { scopes: [{ file: '**', package: '@img/*', maxTotalMs: 70 }], maxBlockMs: 100 }),
    ).toEqual({
      status: 'fail',
      reasons: [
        'expected no block over 100 ms, got 120 ms',
        '**, package @img/*: expected no total over 70 ms, got 80 ms',
      ],
    })
  })

  test('judges the blocks of a thread or program by its scope', () => {
    const inPool = createBlock(120, { process: { pid: 100, threadId: 3, threadName: 'pool-1', role: 'app' } })
    const facts = withBlocks(inPool, createBlock(60))
    const scopes = [{ thread: 'pool-*', maxBlockMs: 100 }]
    expect(judgeReport(facts, { scopes, maxBlocks: 1 }).reasons).toEqual([
      'thread pool-*: expected no block over 100 ms, got 120 ms',
    ])
    expect(judgeReport(facts, { scopes: [{ process: 'src/*.js', maxBlocks: 1 }] }).reasons).toEqual([
      'process src/*.js: expected at most 1 block, got 2',
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
        'src/server.js (process 1): expected no start-up over 500 ms, got 812.3 ms',
        'a/cli.js (process 5): expected no start-up over 500 ms, got 700 ms',
      ],
    })
    expect(judgeReport({ ...measured, processes }, {}).status).toBe('pass')
  })

  test('takes a block without a culprit for one outside of every file', () => {
    expect(judgeReport(withBlocks(createBlock(60)), { scopes: [{ file: '**', maxBlocks: 9 }] }).reasons).toEqual([
      'expected at most 0 blocks, got 1',
    ])
  })

  test('lets the baseline say which blocks are too many, and still applies the limits that are given', () => {
    const facts = withBlocks(createBlock(60), createBlock(300))
    const quiet = { over: [], stale: [] }
    expect(judgeReport(facts, {}, quiet)).toEqual({ status: 'pass', reasons: [] })
    expect(judgeReport(facts, { maxBlockMs: 200 }, { over: ['one is new'], stale: ['one is stale'] })).toEqual({
      status: 'fail',
      reasons: ['one is new', 'expected no block over 200 ms, got 300 ms'],
    })
  })

  test('fails for stale entries only when the run says enough to call them so', () => {
    const stale = { over: [], stale: ['one is stale'] }
    expect(judgeReport(measured, {}, stale)).toEqual({ status: 'fail', reasons: ['one is stale'] })
    expect(judgeReport({ ...measured, processes: [] }, {}, stale).status).toBe('inconclusive')
  })
})
