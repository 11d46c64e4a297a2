import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeReport, type ReportFacts } from '../../../src/gate/verdict.js'
import type { Block } from '../../../src/model/block.js'
import type { ProcessReport } from '../../../src/model/report.js'
import {
  bareBlock,
  fullProcess,
  fullSummary,
  inflateFrame,
  killedProcess,
  resizeFrame,
} from '../reporters/sample-report.js'

const measured: ReportFacts = { blocks: [], processes: [fullProcess], exitCode: 0, thresholdMs: 50, roots: ['/app'] }
const delay = { p50Ms: 1, p90Ms: 2, p99Ms: 30, p999Ms: 40, maxMs: 50, hdr: '' }

function createBlock(durationMs: number, rest: Partial<Block> = {}): Block {
  return { ...bareBlock, durationMs, ...rest }
}

function withBlocks(...blocks: Block[]): ReportFacts {
  return { ...measured, blocks }
}

describe('judgeReport', () => {
  it('passes plainly when nothing blocked', () => {
    expect(judgeReport(measured, {})).toEqual({ status: 'pass', reasons: [] })
  })

  it('allows no block by default', () => {
    const verdict = judgeReport(withBlocks(createBlock(60)), {})
    expect(verdict).toEqual({ status: 'fail', reasons: ['1 block, 0 allowed'] })
  })

  it('fails when a process was ended for an endless loop, whatever is allowed and ignored, and says where', () => {
    const process = { pid: 100, threadId: 3, role: 'app' as const }
    const excuse = { ended: true, ignored: { reason: 'slow' } } as const
    const facts = withBlocks(
      createBlock(60_000, { ...excuse, culprit: resizeFrame }),
      createBlock(2000.4, { ...excuse, process }),
    )
    expect(judgeReport({ ...facts, exitCode: null }, { maxBlocks: 9 })).toEqual({
      status: 'fail',
      reasons: [
        'process 100 was ended after 60000 ms in an endless loop at resize src/thumbnail.js:42:9',
        'process 100 was ended after 2000 ms in an endless loop in thread 3 that left no stack',
      ],
    })
  })

  it('allows as many blocks as maxBlocks says', () => {
    const facts = withBlocks(createBlock(60), createBlock(70))
    expect(judgeReport(facts, { maxBlocks: 2 }).status).toBe('pass')
    expect(judgeReport(facts, { maxBlocks: 1 }).reasons).toEqual(['2 blocks, 1 allowed'])
  })

  it('judges a block without the time that it waited for a core, was stopped or was held', () => {
    const time = { gcMs: 0, waitMs: 30, pausedMs: 2000 }
    expect(judgeReport(withBlocks(createBlock(2100, { time })), { maxBlockMs: 69 }).reasons).toEqual([
      'block of 70 ms, 69 ms allowed',
    ])
    expect(judgeReport(withBlocks(createBlock(2079, { time })), {}).status).toBe('pass')
  })

  it('allows blocks up to maxBlockMs, however many', () => {
    const facts = withBlocks(createBlock(60), createBlock(100))
    expect(judgeReport(facts, { maxBlockMs: 100 }).status).toBe('pass')
    expect(judgeReport(facts, { maxBlockMs: 99 }).reasons).toEqual(['block of 100 ms, 99 ms allowed'])
  })

  it('judges both the number and the longest when both are given', () => {
    const facts = withBlocks(createBlock(60), createBlock(300))
    expect(judgeReport(facts, { maxBlocks: 1, maxBlockMs: 200 }).reasons).toEqual([
      '2 blocks, 1 allowed',
      'block of 300 ms, 200 ms allowed',
    ])
  })

  it('judges the sum of all blocks', () => {
    const facts = withBlocks(createBlock(60), createBlock(60.25))
    expect(judgeReport(facts, { maxTotalMs: 121 }).status).toBe('pass')
    expect(judgeReport(facts, { maxTotalMs: 120 }).reasons).toEqual(['in total 120.3 ms, 120 ms allowed'])
  })

  it('judges the delay', () => {
    const facts = { ...measured, delay }
    expect(judgeReport(facts, { maxDelayP99Ms: 30 }).status).toBe('pass')
    expect(judgeReport(facts, { maxDelayP99Ms: 20 }).reasons).toEqual(['99th percentile of delay 30 ms, 20 ms allowed'])
  })

  it('judges a block on the time it did not wait for a core', () => {
    const block = createBlock(120, { time: { gcMs: 0, waitMs: 40 } })
    expect(judgeReport(withBlocks(block), { maxBlockMs: 80 }).status).toBe('pass')
    expect(judgeReport(withBlocks(block), { maxBlockMs: 79 }).status).toBe('fail')
  })

  it('does not count a block that waited for a core so long that the rest is under the threshold', () => {
    expect(judgeReport(withBlocks(createBlock(120, { time: { gcMs: 0, waitMs: 80 } })), {}).status).toBe('pass')
  })

  it.each(['starved', 'suspended', 'debugger'] as const)('does not count a block that is %s', cause => {
    expect(judgeReport(withBlocks(createBlock(500, { cause })), {}).status).toBe('pass')
  })

  it('does not count an ignored block', () => {
    expect(judgeReport(withBlocks(createBlock(500, { ignored: { reason: 'start-up' } })), {}).status).toBe('pass')
  })

  it('is inconclusive when no process was measured', () => {
    const verdict = judgeReport({ ...measured, processes: [] }, {})
    expect(verdict).toEqual({ status: 'inconclusive', reasons: ['no Node process was measured'] })
  })

  it.each([
    ['bun', 'bun'],
    ['/opt/bin/bunx', 'bunx'],
    ['C:\\tools\\deno.exe', 'deno'],
  ])('says why when the command was %s', (program, name) => {
    const { reasons } = judgeReport({ ...measured, processes: [], command: [program, 'run', 'app.mjs'] }, {})
    expect(reasons).toEqual([`no Node process was measured: ${name} does not load what NODE_OPTIONS names`])
  })

  it.each(['bundle', './rebun', 'node', 'deno-lint'])('gives no reason of its own for %s', program => {
    const { reasons } = judgeReport({ ...measured, processes: [], command: [program, 'bun'] }, {})
    expect(reasons).toEqual(['no Node process was measured'])
  })

  it('is inconclusive when every process was killed', () => {
    const verdict = judgeReport({ ...measured, processes: [killedProcess] }, {})
    expect(verdict).toEqual({ status: 'inconclusive', reasons: [`process 100, thread 1: ${killedProcess.incomplete}`] })
  })

  it('is inconclusive when blocks could not be measured', () => {
    const capabilities = { ...fullSummary.capabilities, iterationClock: { state: 'off' as const, reason: 'no hrtime' } }
    const blind: ProcessReport = { ...fullProcess, summary: { ...fullSummary, capabilities } }
    expect(judgeReport({ ...measured, processes: [blind] }, {})).toEqual({
      status: 'inconclusive',
      reasons: ['process 100: blocks could not be measured: no hrtime'],
    })
  })

  it('is inconclusive when a signal ended the command', () => {
    const verdict = judgeReport({ ...measured, exitCode: null }, {})
    expect(verdict).toEqual({ status: 'inconclusive', reasons: ['the command was ended by a signal'] })
  })

  it('is inconclusive when a delay is limited that was not measured', () => {
    const verdict = judgeReport(measured, { maxDelayP99Ms: 20 })
    expect(verdict).toEqual({ status: 'inconclusive', reasons: ['the delay of the loop was not measured'] })
  })

  it('fails on what was measured, even when something else was not', () => {
    const facts = { ...withBlocks(createBlock(60)), processes: [killedProcess], exitCode: null }
    expect(judgeReport(facts, {}).status).toBe('fail')
  })

  it('passes when a worker thread was terminated, which leaves no summary', () => {
    const { summary: _, ...bare } = fullProcess
    const verdict = judgeReport({ ...measured, processes: [fullProcess, { ...bare, threadId: 3 }] }, {})
    expect(verdict).toEqual({ status: 'pass', reasons: [] })
  })

  it('passes and says which process was not measured when others were', () => {
    const verdict = judgeReport({ ...measured, processes: [fullProcess, killedProcess] }, {})
    expect(verdict).toEqual({ status: 'pass', reasons: [`process 100, thread 1: ${killedProcess.incomplete}`] })
  })

  it('is inconclusive when the watchdog was off, unless the process ended before it was up', () => {
    const withWatchdog = (reason: string): ProcessReport => {
      const capabilities = { ...fullSummary.capabilities, watchdog: { state: 'off' as const, reason } }
      return { ...fullProcess, summary: { ...fullSummary, capabilities } }
    }
    expect(judgeReport({ ...measured, processes: [withWatchdog('permission-model')] }, {})).toEqual({
      status: 'inconclusive',
      reasons: ['process 100: the watchdog was off: permission-model'],
    })
    expect(judgeReport({ ...measured, processes: [withWatchdog('starting')] }, {}).status).toBe('pass')
  })

  it('is inconclusive when threads waited for a core for more than half of the time', () => {
    const starve = (waitMs: number, cause: Block['cause'] = 'starved') =>
      createBlock(waitMs + 20, { cause, time: { gcMs: 0, waitMs } })
    // The process was measured for 4000 ms.
    expect(judgeReport(withBlocks(starve(1000), starve(1000)), {}).status).toBe('pass')
    expect(judgeReport(withBlocks(starve(1000), starve(1400, 'javascript')), {}).status).toBe('pass')
    expect(judgeReport(withBlocks(starve(1000), starve(1400)), {})).toEqual({
      status: 'inconclusive',
      reasons: ['threads waited for a CPU for 60 % of the run: too busy to judge'],
    })
  })

  it('judges the blocks of a scope by its limits only, and by the first scope that holds them', () => {
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

  it('judges the blocks of a thread or program by its scope', () => {
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

  it('names the processes of the app whose start-up took too long', () => {
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

  it('is inconclusive when no start-up was measured that is to be judged', () => {
    const processes: ProcessReport[] = [{ ...fullProcess, role: 'tool' }]
    expect(judgeReport({ ...measured, processes }, { maxStartupMs: 500 })).toEqual({
      status: 'inconclusive',
      reasons: ['the start-up of the app was not measured'],
    })
  })

  it('judges a command that was asked for its end by what was seen', () => {
    const { summary: _, exitCode: __, ...begun } = fullProcess
    const asked = { ...measured, exitCode: null, signal: 'SIGTERM' as const }
    expect(judgeReport(asked, {})).toEqual({ status: 'pass', reasons: [] })
    expect(judgeReport({ ...asked, blocks: [createBlock(60)] }, {}).status).toBe('fail')
    const moments = { evaluated: begun.startedAt }
    expect(judgeReport({ ...asked, processes: [{ ...begun, moments }] }, {})).toEqual({ status: 'pass', reasons: [] })
    const allowed = { ...asked, processes: [begun], blocks: [createBlock(60)] }
    expect(judgeReport(allowed, { maxBlocks: 1 })).toEqual({ status: 'pass', reasons: [] })
    expect(judgeReport({ ...asked, processes: [begun] }, {})).toEqual({
      status: 'inconclusive',
      reasons: ['process 100: left no summary'],
    })
    expect(judgeReport({ ...asked, processes: [killedProcess] }, {}).status).toBe('inconclusive')
  })

  it('is inconclusive when the command was killed', () => {
    expect(judgeReport({ ...measured, exitCode: null }, {})).toEqual({
      status: 'inconclusive',
      reasons: ['the command was ended by a signal'],
    })
  })

  it('takes a block without a culprit for one outside of every file', () => {
    expect(judgeReport(withBlocks(createBlock(60)), { scopes: [{ file: '**', maxBlocks: 9 }] }).reasons).toEqual([
      '1 block, 0 allowed',
    ])
  })

  it('lets the baseline say which blocks are too many, and still applies the limits that are given', () => {
    const facts = withBlocks(createBlock(60, { culprit: resizeFrame }), createBlock(300, { culprit: resizeFrame }))
    const quiet = { over: [], stale: [] }
    expect(judgeReport(facts, {}, quiet)).toEqual({ status: 'pass', reasons: [] })
    expect(judgeReport(facts, { maxBlockMs: 200 }, { over: ['one is new'], stale: ['one is stale'] })).toEqual({
      status: 'fail',
      reasons: ['one is new', 'block of 300 ms, 200 ms allowed'],
    })
  })

  it('fails for a block without a name beside a baseline, unless a limit is given that allows it', () => {
    const facts = withBlocks(createBlock(60), createBlock(300, { culprit: resizeFrame }))
    const quiet = { over: [], stale: [] }
    expect(judgeReport(facts, {}, quiet)).toEqual({ status: 'fail', reasons: ['without a name: 1 block, 0 allowed'] })
    expect(judgeReport(facts, { maxBlocks: 2 }, quiet).status).toBe('pass')
    expect(judgeReport(facts, { maxBlockMs: 300 }, quiet).status).toBe('pass')
  })

  it('fails for stale entries only when the run says enough to call them so', () => {
    const stale = { over: [], stale: ['one is stale'] }
    expect(judgeReport(measured, {}, stale)).toEqual({ status: 'fail', reasons: ['one is stale'] })
    expect(judgeReport({ ...measured, processes: [] }, {}, stale).status).toBe('inconclusive')
  })

  it('never passes with a lower limit what fails with a higher one', () => {
    const anyBlock = fc.record({
      durationMs: fc.integer({ min: 50, max: 500 }),
      waitMs: fc.integer({ min: 0, max: 60 }),
    })
    const anyLimits = fc.record(
      { maxBlocks: fc.nat(4), maxBlockMs: fc.nat(500), maxTotalMs: fc.nat(1500) },
      { requiredKeys: ['maxBlocks'] },
    )
    fc.assert(
      fc.property(fc.array(anyBlock, { maxLength: 5 }), anyLimits, fc.nat(300), (blocks, limits, moreMs) => {
        const facts = withBlocks(
          ...blocks.map(({ durationMs, waitMs }) => createBlock(durationMs, { time: { gcMs: 0, waitMs } })),
        )
        const wider = Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, limit + moreMs]))
        if (judgeReport(facts, limits).status === 'pass') expect(judgeReport(facts, wider).status).toBe('pass')
      }),
    )
  })
})
