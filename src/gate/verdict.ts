import type { Block } from '../model/block.js'
import type { Budget } from '../model/config.js'
import { toProjectPath } from '../model/project-path.js'
import type { ProcessReport, Report, Verdict } from '../model/report.js'
import {
  findCountedBlocks,
  findOverLimits,
  findStartupOver,
  formatOver,
  formatScope,
  listStartups,
  splitByScope,
} from './limits.js'

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
  return [...(baseline ? [...baseline.over, ...findUnnamedOver(rest, budget)] : []), ...atAll, ...inScopes]
}

// No baseline knows a block without a name.
function findUnnamedOver(blocks: Block[], { maxBlocks, maxBlockMs, maxTotalMs }: Budget): string[] {
  if ((maxBlocks ?? maxBlockMs ?? maxTotalMs) !== undefined) return []
  const unnamed = blocks.filter(({ culprit }) => !culprit)
  return findOverLimits(unnamed, {}, 0).map(reason => `without a name: ${reason}`)
}

function findDelayOver({ delay }: ReportFacts, { maxDelayP99Ms }: Budget): string[] {
  if (!delay || maxDelayP99Ms === undefined || delay.p99Ms <= maxDelayP99Ms) return []
  return [formatOver('99th percentile of delay', maxDelayP99Ms, delay.p99Ms)]
}

/**
 * The processes that were ended for an endless loop, a sentence each: no budget allows that, and no rule excuses it, since the rest of the
 * run is missing.
 */
function findEndings(blocks: Block[], roots: readonly string[]): string[] {
  return blocks.filter(({ ended }) => ended).map(block => formatEnding(block, roots))
}

function formatEnding({ durationMs, culprit, process: { pid, threadId } }: Block, roots: readonly string[]): string {
  const where = culprit
    ? `at ${culprit.function} ${toProjectPath(culprit.file, roots)}:${culprit.line}:${culprit.column}`
    : 'that left no stack'
  const whose = threadId === 0 ? '' : ` in thread ${threadId}`
  return `process ${pid} was ended after ${Math.round(durationMs)} ms in an endless loop${whose} ${where}`
}

/** What tells whether enough was measured. */
type MeasuredFacts = RunFacts & Pick<Report, 'delay' | 'exitCode'> & Partial<Pick<Report, 'command'>>

/** Why nothing can be said of a run: nothing that could be judged was measured. Empty when enough was. */
function findMissing(facts: MeasuredFacts, { maxDelayP99Ms, maxStartupMs }: Budget): string[] {
  const { processes, blocks, exitCode, signal, delay, command = [] } = facts
  if (processes.length === 0) return [explainNothing(command)]
  const gaps = processes.map(process => findProcessGap(process, facts))
  const reasons = gaps.every(gap => gap.length > 0) ? gaps.flat() : []
  if (exitCode === null && signal === undefined) reasons.push('the command was ended by a signal')
  if (maxDelayP99Ms !== undefined && !delay) reasons.push('the delay of the loop was not measured')
  if (maxStartupMs !== undefined && listStartups(processes).length === 0)
    reasons.push('the start-up of the app was not measured')
  return [...reasons, ...findStarvation(processes, blocks)]
}

// They run what Node runs, and leave alone what NODE_OPTIONS names.
function explainNothing([program = '']: readonly string[]): string {
  const [, name] = /(?:^|[\\/])(bunx?|deno)(?:\.exe)?$/.exec(program) ?? []
  return `no Node process was measured${name ? `: ${name} does not load what NODE_OPTIONS names` : ''}`
}

/** What gaps are looked for in. */
type RunFacts = Pick<Report, 'blocks' | 'processes' | 'signal'>

/** What was not measured of one thread; empty when all was, and when it was ended as it was asked to be and left anything at all. */
function findProcessGap(process: ProcessReport, { signal, blocks }: Omit<RunFacts, 'processes'>): string[] {
  const { pid, threadId, summary, incomplete } = process
  const who = threadId === 0 ? `process ${pid}` : `process ${pid}, thread ${threadId}`
  if (!summary && !incomplete) {
    // A worker thread that was terminated leaves none, and is no gap.
    if (threadId !== 0 || (signal !== undefined && hasLeftAnything(process, blocks))) return []
  }
  if (!summary) return [`${who}: ${incomplete ?? 'left no summary'}`]
  const { iterationClock, watchdog } = summary.capabilities
  if (iterationClock.state === 'off') return [`${who}: blocks could not be measured: ${iterationClock.reason}`]
  // A process that ended before the watchdog was up had no time to block for long.
  if (watchdog.state === 'off' && watchdog.reason !== 'starting')
    return [`${who}: the watchdog was off: ${watchdog.reason}`]
  return incomplete ? [`${who}: ${incomplete}`] : []
}

function hasLeftAnything({ pid, moments }: ProcessReport, blocks: Block[]): boolean {
  return moments !== undefined || blocks.some(block => block.process.pid === pid)
}

/** Share of the run in which its threads may wait for a core, in blocks that cannot be judged for that. */
const MAX_STARVED_RATIO = 0.5

function findStarvation(processes: ProcessReport[], blocks: Block[]): string[] {
  const measuredMs = processes.reduce((sum, { summary }) => sum + (summary?.durationMs ?? 0), 0)
  const starved = blocks.filter(({ cause }) => cause === 'starved')
  const waitMs = starved.reduce((sum, { time }) => sum + (time.waitMs ?? 0), 0)
  if (waitMs <= measuredMs * MAX_STARVED_RATIO) return []
  const percent = Math.min(100, Math.round((waitMs / Math.max(measuredMs, waitMs)) * 100))
  return [`threads waited for a CPU for ${percent} % of the run: too busy to judge`]
}
