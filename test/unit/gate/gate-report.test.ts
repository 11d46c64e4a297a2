import { describe, expect, it } from 'vitest'
import { type BaselineGate, gateReport, type MeasuredReport } from '../../../src/gate/gate-report.js'
import type { BaselineEntry } from '../../../src/model/baseline.js'
import { fullProcess, fullReport } from '../reporters/sample-report.js'
import { createFound, readEntry, resizeEntry } from './sample-entries.js'

const cropEntry: BaselineEntry = { ...resizeEntry, fingerprint: '333333333333', function: 'crop', code: 'cut(rows)' }
const { offenders: _offenders, verdict: _verdict, delay: _delay, ...bare } = fullReport

/** Judges a run that found these offenders. */
function gate(run: BaselineEntry[], baseline: Partial<BaselineGate> | undefined, rest: Partial<MeasuredReport> = {}) {
  const found = run.map(createFound)
  const measured = { ...bare, processes: [fullProcess], blocks: found.map(({ block }) => block), ...rest }
  const gate = { file: 'known.json', entries: [], factor: 1.5, failStale: false, ...baseline }
  return gateReport(measured, { budget: {}, rules: [], ...(baseline ? { baseline: gate } : {}) }, () =>
    found.map(({ offender }) => offender),
  )
}

describe('gateReport', () => {
  it('judges by the budget alone without a baseline', () => {
    const { report, baseline } = gate([resizeEntry], undefined)
    expect(report.verdict).toEqual({ status: 'fail', reasons: ['expected at most 0 blocks, got 1'] })
    expect([report.baseline, report.ignoreRules, baseline]).toEqual([undefined, undefined, undefined])
  })

  it('marks what is ignored before it folds and judges', () => {
    const { block } = createFound(resizeEntry)
    const rule = { function: 'resize', reason: 'start-up only' }
    const measured = { ...bare, processes: [fullProcess], blocks: [block] }
    const gated = gateReport(measured, { budget: {}, rules: [{ rule, from: '--ignore' }] }, blocks => {
      expect(blocks).toEqual([{ ...block, ignored: { reason: 'start-up only' } }])
      return []
    })
    expect(gated.report).toMatchObject({
      ignoreRules: [{ rule, from: '--ignore', blockCount: 1 }],
      verdict: { status: 'pass', reasons: [] },
    })
  })

  it('fails for new and worse offenders, each named, and lists them before the known ones', () => {
    const slower = { ...readEntry, worstMs: 130 }
    const { report } = gate([resizeEntry, cropEntry, slower], { entries: [resizeEntry, readEntry] })
    expect(report.verdict).toEqual({
      status: 'fail',
      reasons: [
        'expected no new offender, got 1: crop src/thumbnail.js (javascript)',
        'readTable src/table.js (file-system): expected no block over 120 ms (1.5 × the recorded 80 ms), got 130 ms',
      ],
    })
    expect(report.offenders.map(({ standing }) => standing?.state)).toEqual(['new', 'worse', 'known'])
  })

  it('lists five of many new offenders', () => {
    const run = [...'abcdef'].map(digit => ({ ...resizeEntry, fingerprint: digit.repeat(12), function: digit }))
    expect(gate(run, {}).report.verdict.reasons).toEqual([
      `expected no new offender, got 6: ${[...'abcde'].map(name => `${name} src/thumbnail.js (javascript)`).join(', ')} …`,
    ])
  })

  it('lists stale entries, and fails for them when asked to', () => {
    const entries = [resizeEntry, readEntry]
    expect(gate([resizeEntry], { entries }).report).toMatchObject({
      baseline: { file: 'known.json', stale: [readEntry] },
      verdict: { status: 'pass', reasons: [] },
    })
    expect(gate([resizeEntry], { entries, failStale: true }).report.verdict).toEqual({
      status: 'fail',
      reasons: ['expected no stale entry, got 1: readTable src/table.js (file-system)'],
    })
  })

  it('leaves to a scope what it holds', () => {
    const found = createFound(cropEntry)
    const measured = { ...bare, processes: [fullProcess], blocks: [found.block] }
    const baseline = { file: 'known.json', entries: [], factor: 1.5, failStale: false }
    const budget = { scopes: [{ file: 'src/thumbnail.js', maxBlockMs: 500 }] }
    expect(gateReport(measured, { budget, rules: [], baseline }, () => [found.offender]).report).toMatchObject({
      verdict: { status: 'pass' },
      offenders: [found.offender],
    })
  })

  it('judges by the baseline as it is after the update, and says what changed', () => {
    const run = [{ ...resizeEntry, worstMs: 150 }, cropEntry]
    const entries = [resizeEntry, readEntry]
    const tightened = gate(run, { entries, update: 'known' })
    expect(tightened.report.verdict.status).toBe('fail')
    expect(tightened.report.baseline?.update).toEqual({ added: 0, changed: 1, removed: 1 })
    expect(tightened.baseline?.offenders).toEqual([{ ...resizeEntry, worstMs: 150 }])
    const accepted = gate(run, { entries, update: 'new', failStale: true })
    expect(accepted.report.verdict).toEqual({ status: 'pass', reasons: [] })
    expect(accepted.report.baseline).toEqual({
      file: 'known.json',
      stale: [readEntry],
      update: { added: 1, changed: 1, removed: 1 },
    })
    expect(accepted.baseline?.offenders.map(entry => entry.function)).toEqual(['crop', 'resize'])
  })

  it.each<[string, Partial<MeasuredReport>]>([
    ['measured nothing', { processes: [] }],
    ['was ended by a signal', { exitCode: null }],
    ['failed', { exitCode: 1 }],
  ])('does not update from a run that %s', (_, rest) => {
    const { report, baseline } = gate([], { entries: [resizeEntry], update: 'new' }, rest)
    expect({ update: report.baseline?.update, baseline }).toEqual({ update: undefined, baseline: undefined })
  })
})
