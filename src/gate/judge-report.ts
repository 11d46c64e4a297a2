import type { Budget } from '../model/budget.js'
import type { Report } from '../model/report.js'
import type { Verdict } from '../model/verdict.js'
import { findCountedBlocks } from './counted-blocks.js'
import { findEndings } from './find-endings.js'
import { findMissing, findProcessGap } from './find-gaps.js'
import { findOverLimits, formatOver, formatScope, splitByScope } from './judge-limits.js'
import { findStartupOver } from './judge-startup.js'

/** What the gate looks at. */
export type ReportFacts = Pick<
  Report,
  'blocks' | 'processes' | 'delay' | 'exitCode' | 'signal' | 'thresholdMs' | 'roots'
> &
  Partial<Pick<Report, 'command'>>

/** What a baseline has to say. */
export interface BaselineReasons {
  /** Offenders that are new or worse than recorded, a sentence each. */
  over: string[]
  /** Stale entries, when they are to fail. */
  stale: string[]
}

/**
 * Judges what was measured against what is allowed. A block is judged on the time that its code could run; one that is
 * ignored, of a phase or role that is not judged, starved, suspended or under a debugger never fails.
 *
 * @param baseline with one, it says which blocks are too many, and only limits that are given hold besides
 * @returns `fail` when a process was ended for an endless loop or a limit is exceeded, else `inconclusive` when nothing that could be judged was measured, else `pass`; a pass has
 * reasons when part of the run was not measured
 */
export function judgeReport(facts: ReportFacts, budget: Budget, baseline?: BaselineReasons): Verdict {
  const endings = findEndings(facts.blocks, facts.roots)
  const over = [
    ...endings,
    ...findBlocksOver(facts, budget, baseline),
    ...findDelayOver(facts, budget),
    ...findStartupOver(facts, budget),
  ]
  if (over.length > 0) return { status: 'fail', reasons: over }
  const missing = findMissing(facts, budget)
  if (missing.length > 0) return { status: 'inconclusive', reasons: missing }
  if (baseline && baseline.stale.length > 0) return { status: 'fail', reasons: baseline.stale }
  return { status: 'pass', reasons: facts.processes.flatMap(process => findProcessGap(process, facts)) }
}

function findBlocksOver(facts: ReportFacts, budget: Budget, baseline: BaselineReasons | undefined): string[] {
  const counted = findCountedBlocks(facts.blocks, facts.thresholdMs)
  const { rest, scopes } = splitByScope(counted, budget, facts)
  const inScopes = scopes.flatMap(({ scope, blocks }) =>
    findOverLimits(blocks, scope, 0).map(reason => `${formatScope(scope)}: ${reason}`),
  )
  const atAll = findOverLimits(rest, budget, baseline ? Number.POSITIVE_INFINITY : 0)
  return [...(baseline?.over ?? []), ...atAll, ...inScopes]
}

function findDelayOver({ delay }: ReportFacts, { maxDelayP99Ms }: Budget): string[] {
  if (!delay || maxDelayP99Ms === undefined || delay.p99Ms <= maxDelayP99Ms) return []
  return [formatOver('no 99th percentile of delay', maxDelayP99Ms, delay.p99Ms)]
}
