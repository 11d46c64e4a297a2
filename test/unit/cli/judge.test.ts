import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { foldOffenders } from '../../../src/analysis/offenders.js'
import type { Settings } from '../../../src/cli/config/settings.js'
import { judgeMeasured } from '../../../src/cli/judge.js'
import type { Terminal } from '../../../src/cli/terminal.js'
import type { MeasuredReport } from '../../../src/gate/gate.js'
import type { DelaySummary } from '../../../src/model/report.js'
import { fullBlock, fullProcess, fullReport, fullSummary } from '../reporters/sample-report.js'

let folder: string
let complaints: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loophound-judged-'))
  complaints = []
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

const { offenders: _, verdict: __, delay: ___, ...bare } = fullReport
const measured: MeasuredReport = { ...bare, processes: [fullProcess], blocks: [fullBlock] }

function judge(report: MeasuredReport, change: Partial<Settings>) {
  const terminal: Terminal = {
    ...{ print: () => {}, complain: sentence => complaints.push(sentence) },
    ...{ columns: 80, isColorWanted: false, isInteractive: false, cwd: folder, ci: {} },
  }
  const settings: Settings = {
    ...{ thresholdMs: 50, hangAfterMs: 5000, hangTimeoutMs: 0, startupLimitMs: 30_000, judge: [], roles: [] },
    ...{ budget: {}, rules: [], packageRules: false, root: folder, reporters: [] },
    ...{ sourceMaps: true, sampler: true, requests: true, callbacks: false },
    ...change,
  }
  return judgeMeasured(report, settings, foldOffenders, terminal)
}

function delayOf(delayMs: number): DelaySummary {
  const histogram = build({ bitBucketSize: 64, autoResize: true })
  histogram.recordValue(delayMs * 1000)
  return { ...fullSummary.delay, hdr: encodeIntoCompressedBase64(histogram) }
}

describe('judgeMeasured', () => {
  test('judges the delay of what it is told to judge', () => {
    const summary = { ...fullSummary, delay: delayOf(20), phaseDelays: { startup: delayOf(300) } }
    const report = { ...measured, blocks: [], processes: [{ ...fullProcess, summary }] }
    const budget = { maxDelayP99Ms: 100 }
    expect(judge(report, { budget }).report.verdict).toEqual({ status: 'pass', reasons: [] })
    const strict = judge(report, { budget, judge: ['startup'] }).report
    expect(strict.verdict).toEqual({
      status: 'fail',
      reasons: [expect.stringMatching(/^99th percentile of delay 300[.\d]* ms, 100 ms allowed$/)],
    })
    expect(Math.round(strict.delay?.maxMs ?? 0)).toBe(300)
    const own = judge({ ...report, delay: delayOf(300), processes: [fullProcess] }, { budget }).report
    expect(own.verdict.reasons).toEqual(['the delay of the loop was not measured'])
  })

  test('leaves the baseline of a run that fails as it is, says so, and leaves the exit code to the verdict', () => {
    const text = '{ "version": 1, "offenders": [] }'
    writeFileSync(join(folder, 'known.json'), text)
    const baseline = { file: 'known.json', entries: [], factor: 1.5, failStale: false }
    const failed = judge(measured, { baseline: { ...baseline, update: 'known' } })
    expect(failed).toMatchObject({ isBaselineWritten: true, report: { verdict: { status: 'fail' } } })
    expect(complaints).toEqual([
      'known.json was not updated, which takes a run that passes and was measured to its end: fail: 1 new offender: resize src/thumbnail.js (javascript)',
    ])
    const unmeasured = judge({ ...measured, blocks: [], processes: [] }, { baseline: { ...baseline, update: 'new' } })
    expect(unmeasured.isBaselineWritten).toBe(false)
    expect(complaints[1]).toContain('measured to its end: inconclusive: no Node process was measured')
    expect(readFileSync(join(folder, 'known.json'), 'utf8')).toBe(text)
    const accepted = judge(measured, { baseline: { ...baseline, update: 'new' } })
    expect(accepted).toMatchObject({ isBaselineWritten: true, report: { verdict: { status: 'pass' } } })
    expect(JSON.parse(readFileSync(join(folder, 'known.json'), 'utf8')).offenders).toHaveLength(1)
    expect(complaints).toHaveLength(2)
  })
})
