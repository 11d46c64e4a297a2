import { type Block, findExcuse } from '../model/block.js'
import type { BlockLimits, Budget, BudgetScope } from '../model/config.js'
import { matchesGlob } from '../model/glob.js'
import { formatProgramName } from '../model/program.js'
import { toProjectPath } from '../model/project-path.js'
import type { ProcessReport, Report } from '../model/report.js'
import { findInnermostPackage } from './ignore.js'
import { matchesOwner, type Whereabouts } from './owner.js'

/** Blocks by what judges them. */
export interface ScopedBlocks {
  /** Those that no scope holds. */
  rest: Block[]
  scopes: { scope: BudgetScope; blocks: Block[] }[]
}

/** Gives each block to the first scope of the budget that holds it. */
export function splitByScope(blocks: Block[], { scopes = [] }: Budget, where: Whereabouts): ScopedBlocks {
  const owners = blocks.map(block => scopes.find(scope => isInScope(block, scope, where)))
  return {
    rest: blocks.filter((_, index) => owners[index] === undefined),
    scopes: scopes.map(scope => ({ scope, blocks: blocks.filter((_, index) => owners[index] === scope) })),
  }
}

function isInScope(block: Block, scope: BudgetScope, where: Whereabouts): boolean {
  const { culprit, stack } = block
  if (scope.file !== undefined) {
    if (!culprit || !matchesGlob(toProjectPath(culprit.file, where.roots), scope.file)) return false
  }
  if (!matchesOwner(block, scope, where)) return false
  return scope.package === undefined || matchesGlob(findInnermostPackage(stack) ?? '', scope.package)
}

/**
 * What of the blocks is over the limits, a sentence each.
 *
 * @param defaultMaxBlocks number of blocks allowed where no limit says what is
 */
export function findOverLimits(blocks: Block[], limits: BlockLimits, defaultMaxBlocks: number): string[] {
  const durationsMs = blocks.map(measureJudgedMs)
  const totalMs = durationsMs.reduce((sum, durationMs) => sum + durationMs, 0)
  const worstMs = durationsMs.reduce((worst, durationMs) => Math.max(worst, durationMs), 0)
  const { maxBlockMs, maxTotalMs } = limits
  const isDefault = maxBlockMs === undefined && maxTotalMs === undefined
  const maxBlocks = limits.maxBlocks ?? (isDefault ? defaultMaxBlocks : Number.POSITIVE_INFINITY)
  const reasons: string[] = []
  if (durationsMs.length > maxBlocks) reasons.push(`${countBlocks(durationsMs.length)}, ${maxBlocks} allowed`)
  if (maxBlockMs !== undefined && worstMs > maxBlockMs) reasons.push(formatOver('block of', maxBlockMs, worstMs))
  if (maxTotalMs !== undefined && totalMs > maxTotalMs) reasons.push(formatOver('in total', maxTotalMs, totalMs))
  return reasons
}

function countBlocks(count: number): string {
  return count === 1 ? '1 block' : `${count} blocks`
}

/** «block of 60 ms, 50 ms allowed» */
export function formatOver(what: string, allowedMs: number, gotMs: number): string {
  return `${what} ${formatMs(gotMs)}, ${formatMs(allowedMs)} allowed`
}

function formatMs(durationMs: number): string {
  return `${Number(durationMs.toFixed(1))} ms`
}

/** A scope, as its reasons begin: `src/api/**`, `package sharp`. */
export function formatScope({ file, package: packageName, thread, process }: BudgetScope): string {
  const named = { package: packageName, thread, process }
  const words = Object.entries(named).flatMap(([name, glob]) => (glob === undefined ? [] : `${name} ${glob}`))
  return [...(file === undefined ? [] : [file]), ...words].join(', ')
}

/** The processes of the app whose start-up took too long, a sentence each. */
export function findStartupOver(
  { processes, roots }: Pick<Report, 'processes' | 'roots'>,
  { maxStartupMs }: Budget,
): string[] {
  if (maxStartupMs === undefined) return []
  return listStartups(processes).flatMap(({ process, startupMs }) => {
    if (startupMs <= maxStartupMs) return []
    const who = `${formatProgramName(process, roots)} (process ${process.pid})`
    return [`${who}: ${formatOver('start-up of', maxStartupMs, startupMs)}`]
  })
}

/** How long each process of the app took until it was ready, as far as that was measured. */
export function listStartups(processes: ProcessReport[]): { process: ProcessReport; startupMs: number }[] {
  return processes.flatMap(process => {
    const { threadId, role, summary } = process
    return threadId === 0 && role === 'app' && summary ? [{ process, startupMs: summary.startupMs }] : []
  })
}

/** The blocks that can fail a gate: neither ignored nor the machine's fault, and over the threshold in the time that their code could run. */
export function findCountedBlocks(blocks: Block[], thresholdMs: number): Block[] {
  return blocks.filter(block => findExcuse(block) === undefined && measureJudgedMs(block) >= thresholdMs)
}

/** The part of a block that is judged, in ms: without the time it waited for a core, was stopped, or was held by a debugger. */
export function measureJudgedMs({ durationMs, time }: Pick<Block, 'durationMs' | 'time'>): number {
  return durationMs - (time.waitMs ?? 0) - (time.pausedMs ?? 0)
}
