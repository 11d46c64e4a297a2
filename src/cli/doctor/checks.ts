import type { Block } from '../../model/block.js'
import { createBadUsage } from '../../model/errors.js'
import type { Capabilities, Mechanism, Report } from '../../model/report.js'
import { ownRuntime, type Runtime } from '../../system/runtime.js'
import type { Blocked } from './subject.js'

/** What came of one way to block the loop. */
export interface CheckResult {
  /** What blocks, in words. */
  title: string
  /** What names it. */
  mechanism: Mechanism
  /** `cannot` when something here stands in the way: then that is no defect. */
  state: 'works' | 'cannot' | 'fails'
  /** What was named and how surely, or why nothing was. */
  said: string
}

/** Ways to block the loop, in the order of the table: the key is that of the program's own report. */
const CHECKS: Record<string, { title: string; mechanism: Mechanism; function: string }> = {
  javascript: { title: 'JavaScript', mechanism: 'interrupts', function: 'countPrimes' },
  regexp: { title: 'regular expression', mechanism: 'interrupts', function: 'matchName' },
  microtasks: { title: 'microtasks', mechanism: 'interrupts', function: 'drainQueue' },
  json: { title: 'JSON.parse', mechanism: 'safepoints', function: 'parseCatalog' },
  bigint: { title: 'BigInt arithmetic', mechanism: 'sampler', function: 'raise' },
  crypto: { title: 'pbkdf2Sync', mechanism: 'interrupts', function: 'hashPassword' },
  'child-process': { title: 'execSync', mechanism: 'interrupts', function: 'readRevision' },
  'file-system': { title: 'readFileSync', mechanism: 'interrupts', function: 'loadTiles' },
  'worker-thread': { title: 'worker thread', mechanism: 'interrupts', function: 'countPrimes' },
}

/** Compares what a run says with what the program says that it did. */
export function judgeChecks(
  blocked: Blocked[],
  { blocks, processes }: Pick<Report, 'blocks' | 'processes'>,
): CheckResult[] {
  const capabilities = processes.find(({ threadId }) => threadId === 0)?.summary?.capabilities
  const unmeasured = findUnmeasured(capabilities ?? {}, processes)
  return Object.entries(CHECKS).map(([key, { title, mechanism, function: wanted }]) => {
    const truth = blocked.find(({ check }) => check === key)
    const block = truth && blocks.find(found => isSameBlock(found, truth))
    const verdict = judgeBlock(block, wanted, truth, findObstacle(truth, capabilities?.[mechanism]))
    if (!block && unmeasured && key === 'worker-thread') return { title, mechanism, state: 'cannot', said: unmeasured }
    return { title, mechanism, ...verdict }
  })
}

function judgeBlock(
  block: Block | undefined,
  wanted: string,
  truth: Blocked | undefined,
  obstacle: string | undefined,
): Pick<CheckResult, 'state' | 'said'> {
  if (block?.culprit?.function === wanted) return { state: 'works', said: formatNamed(block) }
  if (truth?.error) return { state: 'cannot', said: obstacle ?? truth.error }
  if (block && obstacle) return { state: 'cannot', said: `${obstacle}; the block is measured all the same` }
  if (!truth) return { state: 'fails', said: 'the program ended before it' }
  return {
    state: 'fails',
    said: block ? `expected ${wanted}, got ${formatNamed(block)}` : 'expected a block, got none',
  }
}

function formatNamed({ culprit, cause, confidence }: Block): string {
  return `${culprit?.function ?? 'nothing'} (${cause}, ${confidence})`
}

function findObstacle(truth: Blocked | undefined, capability: Capabilities[Mechanism] | undefined): string | undefined {
  if (truth?.error) return truth.error === 'ERR_ACCESS_DENIED' ? 'permission-model' : truth.error
  return capability?.state === 'off' ? capability.reason : undefined
}

/** Why worker threads are not measured where interrupts are off: Bun, which does not preload there. */
function findUnmeasured({ interrupts }: Partial<Capabilities>, processes: Report['processes']): string | undefined {
  const isWorkerWatched = processes.some(({ threadId }) => threadId > 0)
  return interrupts?.state === 'off' && !isWorkerWatched ? interrupts.reason : undefined
}

function isSameBlock({ startedAt, durationMs, process }: Block, { check, ...truth }: Blocked): boolean {
  const startMs = Math.max(Date.parse(startedAt), truth.startedAtMs)
  const endMs = Math.min(Date.parse(startedAt) + durationMs, truth.startedAtMs + truth.durationMs)
  return endMs - startMs > truth.durationMs / 2 && process.threadId > 0 === (check === 'worker-thread')
}

/**
 * Makes sure that this process is of Node.js.
 *
 * @param what needs it
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_USAGE` in Bun and Deno
 */
export function requireNode(what: string, { isNode, label }: Pick<Runtime, 'isNode' | 'label'> = ownRuntime): void {
  if (!isNode) throw createBadUsage(what, 'to be started with Node.js', label)
}
