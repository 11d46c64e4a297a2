import { summarizePhases } from '../../agent/clock/loop-delay.js'
import { summarizeEvidence } from '../../analysis/analyze.js'
import { describeCauses } from '../../analysis/causes/describe-causes.js'
import { formatFingerprint } from '../../analysis/fingerprint.js'
import { mergeDelays } from '../../analysis/merge-delays.js'
import { separateRunnerWork } from '../../analysis/runner-work.js'
import type { MeasuredReport } from '../../gate/gate.js'
import type { Block } from '../../model/block.js'
import { LIMITS, type RoleRule } from '../../model/config.js'
import { findUnjudgedReason, type Judged, type Phase, type Role } from '../../model/phase.js'
import type { DelaySummary, ProcessEntry, ProcessReport } from '../../model/report.js'
import { SCHEMA_VERSION, type ThreadIdentity } from '../../model/report.js'
import type { Sources } from '../../sources/sources.js'
import { findEntry } from './entry.js'
import { findPhase, type ThreadLife } from './phase.js'
import { findRole } from './role.js'
import { type NamedRunFile, NO_SUMMARY } from './run-files.js'

/** What is known about a run besides its run files. */
export interface RunFacts {
  version: string
  command: string[]
  /** `null` when a signal ended the command. */
  exitCode: number | null
  /** Absolute folder that paths are relative to. */
  root: string
  /** ISO 8601. */
  startedAt: string
  durationMs: number
  /** When the first signal came that asked for an end, ISO 8601; absent when none did. */
  endingAt?: string
  thresholdMs: number
  /** Longest that start-up may last, in ms. @default 30000 */
  startupLimitMs?: number
  /** Of the config: what a process is there for. @default [] */
  roles?: readonly RoleRule[]
  /** Version of Node to name when no process told its own. */
  node: string
  platform: string
  /** Folder of loophound's own code, whose frames are nobody's fault. */
  ownDirectory: string
  /** Without `findOriginal`, source maps are not asked. */
  sources: Pick<Sources, 'readSource'> & Partial<Sources>
}

/** Makes the report of a run from its run files; nobody has judged it yet. */
export function summarizeRun(files: NamedRunFile[], facts: RunFacts): MeasuredReport {
  const mains = new Map(files.flatMap(file => (file.threadId === 0 ? [[file.pid, file]] : [])))
  const judged = files.map(file => judgeLife(judgeEvidence(file, facts), mains.get(file.pid), facts))
  const endedPids = new Set(judged.flatMap(({ pid, blocks }) => (blocks.some(({ ended }) => ended) ? [pid] : [])))
  const processes = judged.map(file => summarizeProcess(explainEnd(file, endedPids), facts))
  const blocks = judged
    .flatMap(file => file.blocks.map(block => identifyBlock(block, facts.root)))
    .sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))
  const delay = mergeProcessDelays(processes)
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'loophound', version: facts.version },
    command: facts.command,
    roots: [facts.root],
    startedAt: facts.startedAt,
    durationMs: facts.durationMs,
    node: listUnique(files.map(file => file.process?.node)) || facts.node,
    platform: listUnique(files.map(file => file.process?.platform)) || facts.platform,
    exitCode: facts.exitCode,
    thresholdMs: facts.thresholdMs,
    processes,
    blocks,
    ...describeCauses(blocks),
    ...(delay ? { delay } : {}),
  }
}

/** Different values, as one string: a run may start several versions of Node. */
export function listUnique(values: (string | undefined)[]): string {
  return [...new Set(values.filter(Boolean))].join(', ')
}

// A process takes its own working directory for the project: in a run the folder of the run is.
function identifyBlock(block: Block, root: string): Block {
  return { ...block, fingerprint: formatFingerprint(block.cause, block.culprit, root) }
}

function judgeEvidence(file: NamedRunFile, { ownDirectory, sources }: RunFacts): NamedRunFile {
  const blocks: Block[] = [...file.blocks]
  const problems = [...file.problems]
  for (const evidence of file.evidence) {
    try {
      const trimmed = separateRunnerWork(evidence, ownDirectory)
      blocks.push(summarizeEvidence(trimmed, { ownDirectory, ...sources }))
    } catch (error) {
      problems.push(`a block of ${Math.round(evidence.durationMs)} ms could not be judged: ${String(error)}`)
    }
  }
  return { ...file, blocks, problems }
}

/** A run file, with what its thread was there for. */
interface LivedRunFile extends NamedRunFile {
  role: Role
  entry?: ProcessEntry
}

// What its thread did later says what a block was.
function judgeLife(file: NamedRunFile, main: NamedRunFile | undefined, facts: RunFacts): LivedRunFile {
  const { process, moments } = file
  if (!process) return { ...file, role: 'app' }
  const { roles = [], root } = facts
  const role = findRole(process, moments, {
    rules: roles,
    roots: [root],
    ...(main?.process && main !== file ? { main: { thread: main.process, moments: main.moments } } : {}),
  })
  const life = describeLife(process, moments, facts)
  const blocks = file.blocks.map(block => {
    const own = block.process.role === 'tool' ? 'tool' : role
    return { ...block, phase: findPhase(block, life), process: { ...block.process, role: own } }
  })
  const found = findEntry((main ?? file).process ?? process)
  const entry = found && { file: found.file, ...(found.package === undefined ? {} : { package: found.package }) }
  return { ...file, blocks, role, ...(entry ? { entry } : {}) }
}

function describeLife(
  { startedAt }: { startedAt: string },
  moments: NamedRunFile['moments'],
  { startupLimitMs = LIMITS.startupLimitMs.default, endingAt }: RunFacts,
): ThreadLife {
  return {
    moments: Object.fromEntries(Object.entries(moments).map(([name, at]) => [name, Date.parse(at)])),
    bornAtMs: Date.parse(startedAt),
    startupLimitMs,
    ...(endingAt === undefined ? {} : { endingAtMs: Date.parse(endingAt) }),
  }
}

// Its threads end with it, and only one of them was in an endless loop.
function explainEnd(file: LivedRunFile, endedPids: ReadonlySet<number>): LivedRunFile {
  if (file.end || file.threadId !== 0 || !endedPids.has(file.pid)) return file
  const others = file.problems.filter(problem => problem !== NO_SUMMARY)
  return { ...file, problems: [...others, 'it was ended in an endless loop'] }
}

function summarizeProcess(file: LivedRunFile, facts: RunFacts): ProcessReport {
  const { pid, threadId, role, entry, moments, progress, end, problems } = file
  const summary = end?.summary ?? (progress && { ...progress.summary, ...summarizePhases(progress.delays) })
  return {
    pid,
    threadId,
    ...describeThread(file.process, facts),
    role,
    ...(entry ? { entry } : {}),
    ...(Object.keys(moments).length > 0 ? { moments } : {}),
    ...(summary ? { summary } : {}),
    ...(end ? { exitCode: end.exitCode } : {}),
    ...(problems.length > 0 ? { incomplete: problems.join('; ') } : {}),
  }
}

function describeThread(
  thread: NamedRunFile['process'],
  { startedAt }: RunFacts,
): Omit<ThreadIdentity, 'pid' | 'threadId'> {
  if (!thread) return { ppid: 0, argv: [], cwd: '', node: '', startedAt }
  const { threadName, kind, execArgv } = thread
  return {
    ppid: thread.ppid,
    argv: thread.argv,
    ...(execArgv === undefined ? {} : { execArgv }),
    cwd: thread.cwd,
    node: thread.node,
    startedAt: thread.startedAt,
    ...(threadName === undefined ? {} : { threadName }),
    ...(kind === undefined ? {} : { kind }),
  }
}

/**
 * The delay of all loops together, of the phases and roles that are judged; `undefined` when none measured it.
 *
 * @param judge besides the running app
 */
export function mergeProcessDelays(
  processes: ProcessReport[],
  judge: readonly Judged[] = [],
): DelaySummary | undefined {
  const encoded = processes.flatMap(process =>
    PHASES.flatMap(phase => {
      const hdr = findUnjudgedReason(phase, process.role, judge) ? undefined : findDelay(process, phase)?.hdr
      return hdr ? [hdr] : []
    }),
  )
  // The order shows in how the merged histogram is encoded.
  return encoded.length > 0 ? mergeDelays(encoded.sort()) : undefined
}

const PHASES: Phase[] = ['startup', 'running', 'ending']

function findDelay({ summary }: ProcessReport, phase: Phase): DelaySummary | undefined {
  return phase === 'running' ? summary?.delay : summary?.phaseDelays?.[phase]
}
