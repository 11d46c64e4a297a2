import { describe, expect, it } from 'vitest'
import { judgeReport, type ReportFacts } from '../../../src/gate/judge-report.js'
import type { Block } from '../../../src/model/block.js'
import type { ProcessReport } from '../../../src/model/report.js'
import { bareBlock, fullProcess, fullSummary, killedProcess } from '../reporters/sample-report.js'

const measured: ReportFacts = { blocks: [], processes: [fullProcess], exitCode: 0, thresholdMs: 50 }
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
    expect(verdict).toEqual({ status: 'fail', reasons: ['expected at most 0 blocks, got 1'] })
  })

  it('allows as many blocks as maxBlocks says', () => {
    const facts = withBlocks(createBlock(60), createBlock(70))
    expect(judgeReport(facts, { maxBlocks: 2 }).status).toBe('pass')
    expect(judgeReport(facts, { maxBlocks: 1 }).reasons).toEqual(['expected at most 1 block, got 2'])
  })

  it('allows blocks up to maxBlockMs, however many', () => {
    const facts = withBlocks(createBlock(60), createBlock(100))
    expect(judgeReport(facts, { maxBlockMs: 100 }).status).toBe('pass')
    expect(judgeReport(facts, { maxBlockMs: 99 }).reasons).toEqual(['expected no block over 99 ms, got 100 ms'])
  })

  it('judges both the number and the longest when both are given', () => {
    const facts = withBlocks(createBlock(60), createBlock(300))
    expect(judgeReport(facts, { maxBlocks: 1, maxBlockMs: 200 }).reasons).toEqual([
      'expected at most 1 block, got 2',
      'expected no block over 200 ms, got 300 ms',
    ])
  })

  it('judges the sum of all blocks', () => {
    const facts = withBlocks(createBlock(60), createBlock(60.25))
    expect(judgeReport(facts, { maxTotalMs: 121 }).status).toBe('pass')
    expect(judgeReport(facts, { maxTotalMs: 120 }).reasons).toEqual(['expected no total over 120 ms, got 120.3 ms'])
  })

  it('judges the delay', () => {
    const facts = { ...measured, delay }
    expect(judgeReport(facts, { maxDelayP99Ms: 30 }).status).toBe('pass')
    expect(judgeReport(facts, { maxDelayP99Ms: 20 }).reasons).toEqual([
      'expected no 99th percentile of delay over 20 ms, got 30 ms',
    ])
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
})
