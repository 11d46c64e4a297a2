import { describe, expect, test } from 'vitest'
import { foldOffenders } from '../../../src/analysis/offenders.js'
import { type BaselineGate, gateReport, type MeasuredReport } from '../../../src/gate/gate.js'
import type { BaselineEntry } from '../../../src/model/baseline.js'
import type { Block } from '../../../src/model/block.js'
import type { Budget } from '../../../src/model/config.js'
import type { Judged } from '../../../src/model/phase.js'
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
  test('judges by the budget alone without a baseline', () => {
    const { report, baseline } = gate([resizeEntry], undefined)
    expect(report.verdict).toEqual({ status: 'fail', reasons: ['1 block, 0 allowed'] })
    expect([report.baseline, report.ignoreRules, baseline]).toEqual([undefined, undefined, undefined])
  })

  test('marks what is ignored before it folds and judges', () => {
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

  test('fails for new and worse offenders, each named, and lists them before the known ones', () => {
    const slower = { ...readEntry, worstMs: 130 }
    const { report } = gate([resizeEntry, cropEntry, slower], { entries: [resizeEntry, readEntry] })
    expect(report.verdict).toEqual({
      status: 'fail',
      reasons: [
        '1 new offender: crop src/thumbnail.js (javascript)',
        'readTable src/table.js (file-system): block of 130 ms, 120 ms allowed (1.5 × the recorded 80 ms)',
      ],
    })
    expect(report.offenders.map(({ standing }) => standing?.state)).toEqual(['new', 'worse', 'known'])
  })

  test('lists five of many new offenders', () => {
    const run = [...'abcdef'].map(digit => ({ ...resizeEntry, fingerprint: digit.repeat(12), function: digit }))
    expect(gate(run, {}).report.verdict.reasons).toEqual([
      `6 new offenders: ${[...'abcde'].map(name => `${name} src/thumbnail.js (javascript)`).join(', ')} …`,
    ])
  })

  test('lists stale entries, and fails for them when asked to', () => {
    const entries = [resizeEntry, readEntry]
    expect(gate([resizeEntry], { entries }).report).toMatchObject({
      baseline: { file: 'known.json', stale: [readEntry] },
      verdict: { status: 'pass', reasons: [] },
    })
    expect(gate([resizeEntry], { entries, failStale: true }).report.verdict).toEqual({
      status: 'fail',
      reasons: ['1 stale entry: readTable src/table.js (file-system)'],
    })
  })

  test('leaves to a scope what it holds', () => {
    const found = createFound(cropEntry)
    const measured = { ...bare, processes: [fullProcess], blocks: [found.block] }
    const baseline = { file: 'known.json', entries: [], factor: 1.5, failStale: false }
    const budget = { scopes: [{ file: 'src/thumbnail.js', maxBlockMs: 500 }] }
    expect(gateReport(measured, { budget, rules: [], baseline }, () => [found.offender]).report).toMatchObject({
      verdict: { status: 'pass' },
      offenders: [found.offender],
    })
  })

  test('judges by the baseline as it is after the update, and says what changed', () => {
    const shorter = { ...resizeEntry, worstMs: 150 }
    const entries = [resizeEntry, readEntry]
    const tightened = gate([shorter], { entries, update: 'known', failStale: true })
    expect(tightened.report.verdict.status).toBe('pass')
    expect(tightened.report.baseline?.update).toEqual({ added: 0, changed: 1, removed: 1 })
    expect(tightened.baseline?.offenders).toEqual([shorter])
    const accepted = gate([shorter, cropEntry], { entries, update: 'new', failStale: true })
    expect(accepted.report.verdict).toEqual({ status: 'pass', reasons: [] })
    expect(accepted.report.baseline).toEqual({
      file: 'known.json',
      stale: [readEntry],
      update: { added: 1, changed: 1, removed: 1 },
    })
    expect(accepted.baseline?.offenders.map(entry => entry.function)).toEqual(['crop', 'resize'])
  })

  test('does not update from a run that fails, and judges it by the baseline as it stays', () => {
    const untouched = { baseline: { file: 'known.json', stale: [readEntry] }, verdict: { status: 'fail' } }
    const entries = [resizeEntry, readEntry]
    const isNew = gate([cropEntry], { entries: [readEntry], update: 'known' })
    expect([isNew.report, isNew.baseline]).toMatchObject([untouched, undefined])
    const isWorse = gate([{ ...resizeEntry, worstMs: 900 }], { entries, update: 'known' })
    expect([isWorse.report, isWorse.baseline]).toMatchObject([untouched, undefined])
    const isStale = gate([resizeEntry, cropEntry], { entries, update: 'known', failStale: true })
    expect(isStale.report.baseline).not.toHaveProperty('update')
    expect(isStale.report.verdict.reasons).toEqual(['1 new offender: crop src/thumbnail.js (javascript)'])
  })

  test('takes nothing into the baseline that a limit forbids all the same', () => {
    const found = createFound(cropEntry)
    const measured = { ...bare, processes: [fullProcess], blocks: [found.block] }
    const baseline: BaselineGate = { file: 'known.json', entries: [], factor: 1.5, failStale: false, update: 'new' }
    const gateWith = (budget: Budget) => gateReport(measured, { budget, rules: [], baseline }, () => [found.offender])
    expect(gateWith({ maxBlockMs: 500 }).baseline?.offenders).toHaveLength(1)
    expect(gateWith({ maxBlockMs: 100 })).not.toHaveProperty('baseline')
  })

  test('updates from a run that was asked for its end', () => {
    expect(
      gate([], { entries: [resizeEntry], update: 'known' }, { exitCode: null, signal: 'SIGINT' }).baseline,
    ).toEqual({ version: 1, offenders: [] })
  })

  test('counts neither start-up, ending, tools nor pools, and says so of each block', () => {
    const { block } = createFound(resizeEntry)
    const blocks: Block[] = [
      { ...block, phase: 'startup' },
      { ...block, phase: 'ending' },
      { ...block, process: { ...block.process, role: 'tool' } },
      { ...block, process: { ...block.process, role: 'hooks' } },
      { ...block, phase: 'startup', process: { ...block.process, role: 'pool' } },
    ]
    const judgeBy = (judge: Judged[]) =>
      gateReport({ ...bare, processes: [fullProcess], blocks }, { budget: {}, rules: [], judge }, foldOffenders).report
    expect(judgeBy([])).toMatchObject({
      verdict: { status: 'pass', reasons: [] },
      blocks: [
        { unjudged: 'start-up, before the app was ready' },
        { unjudged: 'ending, after the loop had run empty or an exit was asked for' },
        { unjudged: 'a tool, not the app' },
        { unjudged: "Node's module-hooks thread" },
        { unjudged: 'a pool, where nobody waits for the loop' },
      ],
    })
    expect(judgeBy([])).not.toHaveProperty('judge')
    expect(judgeBy(['startup', 'tools'])).toMatchObject({
      judge: ['startup', 'tools'],
      verdict: { status: 'fail', reasons: ['3 blocks, 0 allowed'] },
    })
    expect(judgeBy(['startup', 'pools']).verdict.reasons).toEqual(['2 blocks, 0 allowed'])
  })

  test('judges anew what another gate has not judged', () => {
    const block: Block = { ...createFound(resizeEntry).block, unjudged: 'a tool, not the app' }
    const { report } = gateReport({ ...bare, blocks: [block] }, { budget: {}, rules: [] }, foldOffenders)
    expect(report.blocks[0]).not.toHaveProperty('unjudged')
    expect(report.verdict.status).toBe('fail')
  })

  test('keeps apart what counts of an offender and what does not, also in the baseline', () => {
    const { block } = createFound(resizeEntry)
    const blocks: Block[] = [{ ...block, durationMs: 900, phase: 'startup' }, block]
    const baseline: BaselineGate = { file: 'known.json', entries: [], factor: 1.5, failStale: false, update: 'new' }
    const gated = gateReport(
      { ...bare, processes: [fullProcess], blocks },
      { budget: {}, rules: [], baseline },
      foldOffenders,
    )
    expect(gated.report.offenders).toMatchObject([
      { count: 1, worstMs: 200, totalMs: 200, standing: { state: 'new', judgedMs: 200 } },
      { count: 1, worstMs: 900, totalMs: 900, excused: 'start-up, before the app was ready' },
    ])
    expect(gated.report.offenders[1]).not.toHaveProperty('standing')
    expect(gated.baseline?.offenders).toMatchObject([{ function: 'resize', worstMs: 200 }])
  })

  test('tells nobody in a pool to move to one, nor at start-up to load at start-up', () => {
    const remedy = { advice: 'Move the computation to an executor.', executor: true as const }
    const { block } = createFound(resizeEntry)
    const blocks: Block[] = [
      { ...block, remedy, process: { ...block.process, role: 'pool' } },
      { ...block, cause: 'module-load', remedy: { advice: 'Load it at start-up.' }, phase: 'startup' },
      { ...block, remedy },
    ]
    const { report } = gateReport({ ...bare, blocks }, { budget: {}, rules: [] }, foldOffenders)
    expect(report.blocks.map(({ remedy: fitted }) => fitted)).toEqual([
      { advice: 'Split the task into smaller ones, or do less in it: it has a thread or process of its own already.' },
      { advice: 'Load less: leave out what start-up does not need, or bundle the modules into fewer files.' },
      remedy,
    ])
  })

  test.each<[string, Partial<MeasuredReport>]>([
    ['measured nothing', { processes: [] }],
    ['was ended by a signal', { exitCode: null }],
    ['failed', { exitCode: 1 }],
  ])('does not update from a run that %s', (_, rest) => {
    const { report, baseline } = gate([], { entries: [resizeEntry], update: 'new' }, rest)
    expect({ update: report.baseline?.update, baseline }).toEqual({ update: undefined, baseline: undefined })
  })
})
