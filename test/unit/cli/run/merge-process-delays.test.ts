import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { describe, expect, test } from 'vitest'
import { mergeProcessDelays } from '../../../../src/cli/run/summarize.js'
import type { Judged, Role } from '../../../../src/model/phase.js'
import type { DelaySummary, ProcessReport } from '../../../../src/model/report.js'
import { fullProcess, fullSummary } from '../../reporters/sample-report.js'

function delayOf(delayMs: number): DelaySummary {
  const histogram = build({ bitBucketSize: 64, autoResize: true })
  histogram.recordValue(delayMs * 1000)
  return { ...fullSummary.delay, hdr: encodeIntoCompressedBase64(histogram) }
}

/** A thread with a delay of its own in each phase. */
function thread(role: Role, startMs: number): ProcessReport {
  const [delay, startup, ending] = [delayOf(startMs), delayOf(startMs + 1), delayOf(startMs + 2)]
  return { ...fullProcess, role, summary: { ...fullSummary, delay, phaseDelays: { startup, ending } } }
}

const processes = [thread('app', 10), thread('pool', 20), thread('tool', 30), thread('hooks', 40)]

describe('mergeProcessDelays', () => {
  test.each<[Judged[], number]>([
    [[], 10],
    [['startup'], 11],
    [['startup', 'ending'], 12],
    [['pools'], 20],
    [['pools', 'ending'], 22],
    [['tools'], 40],
    [['startup', 'tools', 'pools'], 41],
  ])('has the delay of what is judged: the running app and %j', (judge, maxMs) => {
    expect(Math.floor(mergeProcessDelays(processes, judge)?.maxMs ?? 0)).toBe(maxMs)
  })

  test('has none where nothing that is judged was measured', () => {
    expect(mergeProcessDelays(processes.slice(1))).toBeUndefined()
    expect(mergeProcessDelays([])).toBeUndefined()
  })
})
