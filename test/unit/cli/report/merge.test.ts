import fc from 'fast-check'
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { describe, expect, test } from 'vitest'
import { foldMerged, mergeReports } from '../../../../src/cli/report/merge.js'
import type { Report } from '../../../../src/model/report.js'
import { fullBlock, fullOffender, fullProcess, fullReport, fullSummary } from '../../reporters/sample-report.js'

const { delay: _, ...withoutDelay } = fullReport
const shard: Report = { ...withoutDelay, processes: [fullProcess], blocks: [fullBlock], offenders: [fullOffender] }

/** A shard whose loop was once as late as this. */
function withDelay(delayMs: number): Report {
  const histogram = build({ bitBucketSize: 64, autoResize: true })
  histogram.recordValue(delayMs * 1000)
  const delay = { ...fullSummary.delay, hdr: encodeIntoCompressedBase64(histogram) }
  return { ...shard, processes: [{ ...fullProcess, summary: { ...fullSummary, delay } }] }
}

describe('mergeReports', () => {
  test('folds the blocks of all shards and keeps the source that was recorded', () => {
    const later = { ...fullBlock, durationMs: 100, startedAt: '2026-03-01T11:00:00.000Z' }
    const shards: [Report, Report] = [{ ...shard, blocks: [later] }, shard]
    const merged = mergeReports(shards)
    expect(merged.blocks).toEqual([fullBlock, later])
    expect(foldMerged(merged.blocks, shards)).toMatchObject([
      { count: 2, worstMs: 312.4, totalMs: 412.4, source: fullOffender.source },
    ])
    expect(merged.processes).toEqual([fullProcess, fullProcess])
  })

  test('keeps the folders of all machines, each once', () => {
    expect(mergeReports([{ ...shard, roots: ['/b'] }, shard, shard]).roots).toEqual(['/app', '/b'])
  })

  test('is asked for its end when all that did not end by themselves were', () => {
    const asked: Report = { ...shard, exitCode: null, signal: 'SIGINT' }
    expect(mergeReports([shard, asked])).toMatchObject({ exitCode: null, signal: 'SIGINT' })
    expect(mergeReports([asked, { ...shard, exitCode: null }])).not.toHaveProperty('signal')
    expect(mergeReports([asked, { ...shard, exitCode: 3 }])).not.toHaveProperty('signal')
    expect(mergeReports([shard])).not.toHaveProperty('signal')
  })

  test('adds up the histograms of the delays', () => {
    const [merged, twice] = [
      [5, 80],
      [5, 80, 80],
    ].map(delaysMs => {
      const [first = shard, ...others] = delaysMs.map(delayMs => withDelay(delayMs))
      return mergeReports([first, ...others]).delay
    })
    // The histogram keeps three digits.
    expect(merged?.p50Ms).toBeCloseTo(5, 1)
    expect(twice?.p50Ms).toBeCloseTo(80, 0)
    expect([merged?.maxMs, twice?.maxMs]).toEqual([merged?.p99Ms, twice?.p99Ms])
  })

  test('makes the same of several reports in whatever order, and of reports that were merged before', () => {
    const anyShard = fc
      .record({
        second: fc.integer({ min: 0, max: 9 }),
        durationMs: fc.integer({ min: 50, max: 900 }),
        exitCode: fc.constantFrom(0, 0, 3, null),
        root: fc.constantFrom('/a', '/b'),
        node: fc.constantFrom('v20.20.2', 'v22.23.1'),
      })
      .map(({ second, durationMs, exitCode, root, node }): Report => {
        const startedAt = `2026-03-01T10:00:0${second}.000Z`
        const blocks = [{ ...fullBlock, durationMs, startedAt }]
        return { ...withDelay(durationMs), startedAt, exitCode, node, roots: [root], blocks }
      })
    fc.assert(
      fc.property(fc.tuple(anyShard, anyShard, anyShard), ([a, b, c]) => {
        const all = mergeReports([a, b, c])
        expect(mergeReports([c, a, b])).toEqual(all)
        expect(foldMerged(mergeReports([b, c, a]).blocks, [b, c, a])).toEqual(foldMerged(all.blocks, [a, b, c]))
        const ahead = { ...mergeReports([b, a]), offenders: [], verdict: a.verdict }
        const { thresholdMs, blocks, delay, roots, startedAt, durationMs } = mergeReports([ahead, c])
        const { node: _node, ...rest } = all
        expect({ ...rest, thresholdMs, delay, roots, startedAt, durationMs }).toEqual(rest)
        expect(new Set(blocks)).toEqual(new Set(all.blocks))
      }),
      { numRuns: 50 },
    )
  })

  test('covers the time from the first start to the last end', () => {
    const other = { ...shard, startedAt: '2026-03-01T10:00:10.000Z', durationMs: 5000 }
    expect(mergeReports([other, shard])).toMatchObject({ startedAt: shard.startedAt, durationMs: 15_000 })
  })

  test('takes the lowest threshold and every version and platform', () => {
    const other = { ...shard, thresholdMs: 20, node: 'v24.21.0', platform: 'darwin' }
    expect(mergeReports([shard, other])).toMatchObject({
      thresholdMs: 20,
      node: 'v20.20.2, v24.21.0',
      platform: 'darwin, linux',
    })
  })

  test.each([
    [[0, 0], 0],
    [[0, 3, 1], 3],
    [[3, null, 4], null],
  ])('makes of the exit codes %j the code %s', (exitCodes, merged) => {
    const [first = shard, ...others] = exitCodes.map(exitCode => ({ ...shard, exitCode }))
    expect(mergeReports([first, ...others]).exitCode).toBe(merged)
  })
})
