import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judgeReport } from '../../../src/gate/verdict.js'
import { resizeFrame } from '../reporters/sample-report.js'
import { createBlock, measured, withBlocks } from './sample-facts.js'

const delay = { p50Ms: 1, p90Ms: 2, p99Ms: 30, p999Ms: 40, maxMs: 50, hdr: '' }

describe('judgeReport', () => {
  test('passes plainly when nothing blocked', () => {
    expect(judgeReport(measured, {})).toEqual({ status: 'pass', reasons: [] })
  })

  test('allows no block by default', () => {
    const verdict = judgeReport(withBlocks(createBlock(60)), {})
    expect(verdict).toEqual({ status: 'fail', reasons: ['1 block, 0 allowed'] })
  })

  test('fails when a process was ended for an endless loop, whatever is allowed and ignored, and says where', () => {
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

  test('allows as many blocks as maxBlocks says', () => {
    const facts = withBlocks(createBlock(60), createBlock(70))
    expect(judgeReport(facts, { maxBlocks: 2 }).status).toBe('pass')
    expect(judgeReport(facts, { maxBlocks: 1 }).reasons).toEqual(['2 blocks, 1 allowed'])
  })

  test('judges a block without the time that it waited for a core, was stopped or was held', () => {
    const time = { gcMs: 0, waitMs: 30, pausedMs: 2000 }
    expect(judgeReport(withBlocks(createBlock(2100, { time })), { maxBlockMs: 69 }).reasons).toEqual([
      'block of 70 ms, 69 ms allowed',
    ])
    expect(judgeReport(withBlocks(createBlock(2079, { time })), {}).status).toBe('pass')
  })

  test('allows blocks up to maxBlockMs, however many', () => {
    const facts = withBlocks(createBlock(60), createBlock(100))
    expect(judgeReport(facts, { maxBlockMs: 100 }).status).toBe('pass')
    expect(judgeReport(facts, { maxBlockMs: 99 }).reasons).toEqual(['block of 100 ms, 99 ms allowed'])
  })

  test('judges both the number and the longest when both are given', () => {
    const facts = withBlocks(createBlock(60), createBlock(300))
    expect(judgeReport(facts, { maxBlocks: 1, maxBlockMs: 200 }).reasons).toEqual([
      '2 blocks, 1 allowed',
      'block of 300 ms, 200 ms allowed',
    ])
  })

  test('judges the sum of all blocks', () => {
    const facts = withBlocks(createBlock(60), createBlock(60.25))
    expect(judgeReport(facts, { maxTotalMs: 121 }).status).toBe('pass')
    expect(judgeReport(facts, { maxTotalMs: 120 }).reasons).toEqual(['in total 120.3 ms, 120 ms allowed'])
  })

  test('judges the delay', () => {
    const facts = { ...measured, delay }
    expect(judgeReport(facts, { maxDelayP99Ms: 30 }).status).toBe('pass')
    expect(judgeReport(facts, { maxDelayP99Ms: 20 }).reasons).toEqual(['99th percentile of delay 30 ms, 20 ms allowed'])
  })

  test('judges a block on the time it did not wait for a core', () => {
    const block = createBlock(120, { time: { gcMs: 0, waitMs: 40 } })
    expect(judgeReport(withBlocks(block), { maxBlockMs: 80 }).status).toBe('pass')
    expect(judgeReport(withBlocks(block), { maxBlockMs: 79 }).status).toBe('fail')
  })

  test('does not count a block that waited for a core so long that the rest is under the threshold', () => {
    expect(judgeReport(withBlocks(createBlock(120, { time: { gcMs: 0, waitMs: 80 } })), {}).status).toBe('pass')
  })

  test.each(['starved', 'suspended', 'debugger'] as const)('does not count a block that is %s', cause => {
    expect(judgeReport(withBlocks(createBlock(500, { cause })), {}).status).toBe('pass')
  })

  test('does not count an ignored block', () => {
    expect(judgeReport(withBlocks(createBlock(500, { ignored: { reason: 'start-up' } })), {}).status).toBe('pass')
  })

  test('never passes with a lower limit what fails with a higher one', () => {
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
