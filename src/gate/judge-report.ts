import type { Block } from '../model/block.js'
import type { Budget } from '../model/budget.js'
import { findExcuse } from '../model/excuse.js'
import type { ProcessReport, Report } from '../model/report.js'
import type { Verdict } from '../model/verdict.js'

/** What the gate looks at. */
export type ReportFacts = Pick<Report, 'blocks' | 'processes' | 'delay' | 'exitCode' | 'thresholdMs'>

/**
 * Judges what was measured against what is allowed. A block is judged on the time it did not spend waiting for a core; one that is
 * ignored, starved, suspended or under a debugger never fails.
 *
 * @returns `fail` when a limit is exceeded, else `inconclusive` when nothing that could be judged was measured, else `pass`; a pass has
 * reasons when part of the run was not measured
 */
export function judgeReport(facts: ReportFacts, budget: Budget): Verdict {
  const over = [...findBlocksOver(facts, budget), ...findDelayOver(facts, budget)]
  if (over.length > 0) return { status: 'fail', reasons: over }
  const missing = findMissing(facts, budget)
  if (missing.length > 0) return { status: 'inconclusive', reasons: missing }
  return { status: 'pass', reasons: facts.processes.flatMap(findProcessGap) }
}

/** Whether a block can fail a gate: neither ignored, nor the machine's fault. */
function judgeBlock(block: Block, thresholdMs: number): boolean {
  return findExcuse(block) === undefined && judgedMs(block) >= thresholdMs
}

function judgedMs(block: Block): number {
  return block.durationMs - (block.time.waitMs ?? 0)
}

function findBlocksOver(facts: ReportFacts, budget: Budget): string[] {
  const durationsMs = facts.blocks.filter(block => judgeBlock(block, facts.thresholdMs)).map(judgedMs)
  const totalMs = durationsMs.reduce((sum, durationMs) => sum + durationMs, 0)
  const worstMs = Math.max(0, ...durationsMs)
  const { maxBlockMs, maxTotalMs } = budget
  const maxBlocks =
    budget.maxBlocks ?? (maxBlockMs === undefined && maxTotalMs === undefined ? 0 : Number.POSITIVE_INFINITY)
  const reasons: string[] = []
  if (durationsMs.length > maxBlocks)
    reasons.push(`expected at most ${countBlocks(maxBlocks)}, got ${durationsMs.length}`)
  if (maxBlockMs !== undefined && worstMs > maxBlockMs) reasons.push(formatOver('no block', maxBlockMs, worstMs))
  if (maxTotalMs !== undefined && totalMs > maxTotalMs) reasons.push(formatOver('no total', maxTotalMs, totalMs))
  return reasons
}

function countBlocks(count: number): string {
  return count === 1 ? '1 block' : `${count} blocks`
}

function formatOver(what: string, allowedMs: number, gotMs: number): string {
  return `expected ${what} over ${allowedMs} ms, got ${Number(gotMs.toFixed(1))} ms`
}

function findDelayOver({ delay }: ReportFacts, { maxDelayP99Ms }: Budget): string[] {
  if (!delay || maxDelayP99Ms === undefined || delay.p99Ms <= maxDelayP99Ms) return []
  return [formatOver('no 99th percentile of delay', maxDelayP99Ms, delay.p99Ms)]
}

function findMissing(facts: ReportFacts, budget: Budget): string[] {
  if (facts.processes.length === 0) return ['no Node process was measured']
  const gaps = facts.processes.map(findProcessGap)
  const reasons = gaps.every(gap => gap.length > 0) ? gaps.flat() : []
  if (facts.exitCode === null) reasons.push('the command was ended by a signal')
  if (budget.maxDelayP99Ms !== undefined && !facts.delay) reasons.push('the delay of the loop was not measured')
  return reasons
}

function findProcessGap({ pid, threadId, summary, incomplete }: ProcessReport): string[] {
  const who = threadId === 0 ? `process ${pid}` : `process ${pid}, thread ${threadId}`
  // A worker thread that was terminated leaves none, and is no gap.
  if (!summary) return threadId === 0 || incomplete ? [`${who}: ${incomplete ?? 'left no summary'}`] : []
  const clock = summary.capabilities.iterationClock
  if (clock.state === 'off') return [`${who}: blocks could not be measured: ${clock.reason}`]
  return incomplete ? [`${who}: ${incomplete}`] : []
}
