import type { Block } from '../model/block.js'
import type { Budget } from '../model/budget.js'
import type { ProcessReport, Report } from '../model/report.js'
import { listStartups } from './judge-startup.js'

/** What tells whether enough was measured. */
type MeasuredFacts = RunFacts & Pick<Report, 'delay' | 'exitCode'> & Partial<Pick<Report, 'command'>>

/** Why nothing can be said of a run: nothing that could be judged was measured. Empty when enough was. */
export function findMissing(facts: MeasuredFacts, { maxDelayP99Ms, maxStartupMs }: Budget): string[] {
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
export function findProcessGap(process: ProcessReport, { signal, blocks }: Omit<RunFacts, 'processes'>): string[] {
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
  return [`threads waited for a core for ${percent} % of the run: too busy to judge`]
}
