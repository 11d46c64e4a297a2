import type { Baseline, BaselineEntry } from '../model/baseline.js'
import type { Block } from '../model/block.js'
import type { Budget } from '../model/config.js'
import type { Judged } from '../model/phase.js'
import type { BaselineUse, Offender, Report, Verdict } from '../model/report.js'
import { type Comparison, compareBaseline, type Finding, updateBaseline } from './baseline.js'
import { ignoreBlocks, markUnjudged, type SourcedRule } from './ignore.js'
import { findCountedBlocks, formatOver, splitByScope } from './limits.js'
import { type BaselineReasons, judgeReport } from './verdict.js'

/** What a report is judged by. */
export interface Gate {
  budget: Budget
  /** What to judge besides the running blocks of the app. @default [] */
  judge?: Judged[]
  rules: SourcedRule[]
  baseline?: BaselineGate
}

/** A baseline, and what to do with it. */
export interface BaselineGate {
  /** As it was given. */
  file: string
  entries: BaselineEntry[]
  /** How much longer than recorded a block may be. */
  factor: number
  /** Whether entries that did not occur fail. */
  failStale: boolean
  /** What an update takes over; absent for none. */
  update?: 'known' | 'new'
}

/** A report before anyone judged it. */
export type MeasuredReport = Omit<Report, 'offenders' | 'verdict' | 'judge' | 'ignoreRules' | 'baseline'>

/** A report with its verdict. */
export interface GatedReport {
  report: Report
  /** What the baseline should hold from now on; absent when it is not to be updated, and when the run failed or says too little for that. */
  baseline?: Baseline
}

/**
 * Judges a report: marks what is not judged and what is ignored, folds the offenders, asks the baseline, applies the budget.
 *
 * @param fold makes offenders of blocks
 */
export function gateReport(measured: MeasuredReport, gate: Gate, fold: (blocks: Block[]) => Offender[]): GatedReport {
  const { judge = [], rules } = gate
  const { blocks, uses } = ignoreBlocks(markUnjudged(measured.blocks, judge), rules, measured)
  const facts = {
    ...measured,
    blocks,
    ...(judge.length > 0 ? { judge } : {}),
    ...(uses.length > 0 ? { ignoreRules: uses } : {}),
  }
  const offenders = fold(blocks)
  if (!gate.baseline) return { report: { ...facts, offenders, verdict: judgeReport(facts, gate.budget) } }
  return gateWithBaseline({ ...facts, offenders }, gate.budget, gate.baseline)
}

function gateWithBaseline(report: Omit<Report, 'verdict'>, budget: Budget, gate: BaselineGate): GatedReport {
  const judged = splitByScope(findCountedBlocks(report.blocks, report.thresholdMs), budget, report).rest
  const compare = (entries: BaselineEntry[]): Comparison =>
    compareBaseline(report.offenders, judged, { entries, factor: gate.factor, roots: report.roots })
  const before = compare(gate.entries)
  const judge = (comparison: Comparison): Verdict => judgeReport(report, budget, explain(comparison, gate))
  const updated = gate.update && updateBaseline(gate.entries, before, gate.update)
  const verdict = updated ? judge(compare(updated.baseline.offenders)) : judge(before)
  const use: BaselineUse = { file: gate.file, stale: before.stale }
  const gated = { ...report, offenders: rankByStanding(report.offenders, before.findings), baseline: use, verdict }
  if (!updated) return { report: gated }
  // What failed says nothing of what it did not come to, nor is anything taken over that fails.
  if (verdict.status !== 'pass' || !isWhole(report)) return { report: { ...gated, verdict: judge(before) } }
  return { report: { ...gated, baseline: { ...use, update: updated.update } }, baseline: updated.baseline }
}

/** Whether the command came to its end, by itself or as it was asked to. */
function isWhole({ exitCode, signal, blocks }: Omit<Report, 'verdict'>): boolean {
  return (exitCode === 0 || signal !== undefined) && !blocks.some(({ ended }) => ended)
}

function explain({ findings, stale }: Comparison, { factor, failStale }: BaselineGate): BaselineReasons {
  const unknown = findings.filter(({ standing }) => standing.state === 'new').map(({ entry }) => formatEntry(entry))
  const worse = findings.filter(({ standing }) => standing.state === 'worse')
  return {
    over: [
      ...(unknown.length > 0 ? [formatList(unknown, 'new offender', 'new offenders')] : []),
      ...worse.map(({ entry, standing }) => {
        const recorded = `${factor} × the recorded ${round(standing.recordedMs ?? 0)} ms`
        const what = `${formatEntry(entry)}: block of`
        return `${formatOver(what, standing.allowedMs ?? 0, entry.worstMs)} (${recorded})`
      }),
    ],
    stale: failStale && stale.length > 0 ? [formatList(stale.map(formatEntry), 'stale entry', 'stale entries')] : [],
  }
}

const LISTED = 5

function formatList(names: string[], singular: string, plural: string): string {
  const listed = names.slice(0, LISTED).join(', ')
  return `${names.length} ${names.length === 1 ? singular : plural}: ${listed}${names.length > LISTED ? ' …' : ''}`
}

function formatEntry({ function: name, file, cause }: BaselineEntry): string {
  return `${name} ${file} (${cause})`
}

function round(durationMs: number): number {
  return Number(durationMs.toFixed(1))
}

/** What is new or worse first, what is known after it, what is excused last; within these the order stays. */
function rankByStanding(offenders: Offender[], findings: Finding[]): Offender[] {
  const standings = new Map(findings.map(({ entry, standing }) => [entry.fingerprint, standing]))
  const judged = offenders.map(offender => {
    const standing = offender.excused === undefined ? standings.get(offender.fingerprint) : undefined
    return standing ? { ...offender, standing } : offender
  })
  return judged.sort((a, b) => rank(a) - rank(b))
}

function rank({ excused, standing }: Offender): number {
  if (excused !== undefined) return 2
  return standing?.state === 'known' ? 1 : 0
}
