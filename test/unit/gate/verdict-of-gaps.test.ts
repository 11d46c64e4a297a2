import { describe, expect, test } from 'vitest'
import { judgeReport } from '../../../src/gate/verdict.js'
import type { Block } from '../../../src/model/block.js'
import type { ProcessReport } from '../../../src/model/report.js'
import { fullProcess, fullSummary, killedProcess } from '../reporters/sample-report.js'
import { createBlock, measured, withBlocks } from './sample-facts.js'

describe('judgeReport, of what was not measured', () => {
  test('is inconclusive when no process was measured', () => {
    const verdict = judgeReport({ ...measured, processes: [] }, {})
    expect(verdict).toEqual({ status: 'inconclusive', reasons: ['no Node process was measured'] })
  })

  test.each([
    ['bun', 'bun'],
    ['/opt/bin/bunx', 'bunx'],
    ['C:\\tools\\deno.exe', 'deno'],
  ])('says why when the command was %s', (program, name) => {
    const { reasons } = judgeReport({ ...measured, processes: [], command: [program, 'run', 'app.mjs'] }, {})
    expect(reasons).toEqual([`no Node process was measured: ${name} does not load what NODE_OPTIONS names`])
  })

  test.each(['bundle', './rebun', 'node', 'deno-lint'])('gives no reason of its own for %s', program => {
    const { reasons } = judgeReport({ ...measured, processes: [], command: [program, 'bun'] }, {})
    expect(reasons).toEqual(['no Node process was measured'])
  })

  test('is inconclusive when every process was killed', () => {
    const verdict = judgeReport({ ...measured, processes: [killedProcess] }, {})
    expect(verdict).toEqual({ status: 'inconclusive', reasons: [`process 100, thread 1: ${killedProcess.incomplete}`] })
  })

  test('is inconclusive when blocks could not be measured', () => {
    const capabilities = { ...fullSummary.capabilities, iterationClock: { state: 'off' as const, reason: 'no hrtime' } }
    const blind: ProcessReport = { ...fullProcess, summary: { ...fullSummary, capabilities } }
    expect(judgeReport({ ...measured, processes: [blind] }, {})).toEqual({
      status: 'inconclusive',
      reasons: ['process 100: blocks could not be measured: no hrtime'],
    })
  })

  test('is inconclusive when a signal ended the command', () => {
    const verdict = judgeReport({ ...measured, exitCode: null }, {})
    expect(verdict).toEqual({ status: 'inconclusive', reasons: ['the command was ended by a signal'] })
  })

  test('is inconclusive when a delay is limited that was not measured', () => {
    const verdict = judgeReport(measured, { maxDelayP99Ms: 20 })
    expect(verdict).toEqual({ status: 'inconclusive', reasons: ['the delay of the loop was not measured'] })
  })

  test('fails on what was measured, even when something else was not', () => {
    const facts = { ...withBlocks(createBlock(60)), processes: [killedProcess], exitCode: null }
    expect(judgeReport(facts, {}).status).toBe('fail')
  })

  test('passes when a worker thread was terminated, which leaves no summary', () => {
    const { summary: _, ...bare } = fullProcess
    const verdict = judgeReport({ ...measured, processes: [fullProcess, { ...bare, threadId: 3 }] }, {})
    expect(verdict).toEqual({ status: 'pass', reasons: [] })
  })

  test('passes and says which process was not measured when others were', () => {
    const verdict = judgeReport({ ...measured, processes: [fullProcess, killedProcess] }, {})
    expect(verdict).toEqual({ status: 'pass', reasons: [`process 100, thread 1: ${killedProcess.incomplete}`] })
  })

  test('is inconclusive when the watchdog was off, unless the process ended before it was up', () => {
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

  test('is inconclusive when threads waited for a core for more than half of the time', () => {
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

  test('is inconclusive when no start-up was measured that is to be judged', () => {
    const processes: ProcessReport[] = [{ ...fullProcess, role: 'tool' }]
    expect(judgeReport({ ...measured, processes }, { maxStartupMs: 500 })).toEqual({
      status: 'inconclusive',
      reasons: ['the start-up of the app was not measured'],
    })
  })

  test('judges a command that was asked for its end by what was seen', () => {
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

  test('is inconclusive when the command was killed', () => {
    expect(judgeReport({ ...measured, exitCode: null }, {})).toEqual({
      status: 'inconclusive',
      reasons: ['the command was ended by a signal'],
    })
  })
})
