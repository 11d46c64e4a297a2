import { describe, expect, it } from 'vitest'
import { mergeReports } from '../../../src/cli/merge-reports.js'
import type { Report } from '../../../src/model/report.js'
import { fullBlock, fullOffender, fullProcess, fullReport } from '../reporters/sample-report.js'

const { delay: _, ...withoutDelay } = fullReport
const shard: Report = { ...withoutDelay, processes: [fullProcess], blocks: [fullBlock], offenders: [fullOffender] }

describe('mergeReports', () => {
  it('folds the blocks of all shards and keeps the source that was recorded', () => {
    const later = { ...fullBlock, durationMs: 100, startedAt: '2026-03-01T11:00:00.000Z' }
    const merged = mergeReports([{ ...shard, blocks: [later] }, shard], {})
    expect(merged.blocks).toEqual([fullBlock, later])
    expect(merged.offenders).toMatchObject([{ count: 2, worstMs: 312.4, totalMs: 412.4, source: fullOffender.source }])
    expect(merged.processes).toEqual([fullProcess, fullProcess])
  })

  it('judges anew with the given budget', () => {
    expect(mergeReports([shard], { maxBlocks: 1 }).verdict).toEqual({ status: 'pass', reasons: [] })
    expect(mergeReports([shard, shard], { maxBlocks: 1 }).verdict.status).toBe('fail')
  })

  it('covers the time from the first start to the last end', () => {
    const other = { ...shard, startedAt: '2026-03-01T10:00:10.000Z', durationMs: 5000 }
    expect(mergeReports([other, shard], {})).toMatchObject({ startedAt: shard.startedAt, durationMs: 15_000 })
  })

  it('takes the lowest threshold and every version and platform', () => {
    const other = { ...shard, thresholdMs: 20, node: 'v24.21.0', platform: 'darwin' }
    expect(mergeReports([shard, other], {})).toMatchObject({
      thresholdMs: 20,
      node: 'v20.20.2, v24.21.0',
      platform: 'linux, darwin',
    })
  })

  it.each([
    [[0, 0], 0],
    [[0, 3, 1], 3],
    [[0, null], null],
  ])('makes of the exit codes %j the code %s', (exitCodes, merged) => {
    const [first = shard, ...others] = exitCodes.map(exitCode => ({ ...shard, exitCode }))
    expect(mergeReports([first, ...others], {}).exitCode).toBe(merged)
  })
})
