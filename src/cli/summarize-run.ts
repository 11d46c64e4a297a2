import { describeCauses } from '../analysis/describe-causes.js'
import { formatFingerprint } from '../analysis/fingerprint.js'
import { summarizeEvidence } from '../analysis/summarize-evidence.js'
import type { MeasuredReport } from '../gate/gate-report.js'
import type { Block } from '../model/block.js'
import type { RoleRule } from '../model/config.js'
import type { ProcessReport } from '../model/report.js'
import { SCHEMA_VERSION } from '../model/run-record.js'
import type { Sources } from '../sources/sources.js'
import { mergeProcessDelays } from './merge-process-delays.js'
import type { NamedRunFile } from './read-run-directory.js'
import { NO_SUMMARY } from './read-run-file.js'

/** What is known about a run besides its run files. */
export interface RunFacts {
  version: string
  command: string[]
  /** `null` when a signal ended the command. */
  exitCode: number | null
  /** Absolute folder in which the run was started. */
  root: string
  /** ISO 8601. */
  startedAt: string
  durationMs: number
  /** When the first signal came that asked for an end, ISO 8601; absent when none did. */
  endingAt?: string
  /** What processes are there for, as the config says. @default [] */
  roles?: RoleRule[]
  thresholdMs: number
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
  const judged = files.map(file => judgeEvidence(file, facts))
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
      blocks.push(summarizeEvidence(evidence, { ownDirectory, ...sources }))
    } catch (error) {
      problems.push(`a block of ${Math.round(evidence.durationMs)} ms could not be judged: ${String(error)}`)
    }
  }
  return { ...file, blocks, problems }
}

// Its threads end with it, and only one of them was in an endless loop.
function explainEnd(file: NamedRunFile, endedPids: ReadonlySet<number>): NamedRunFile {
  if (file.end || file.threadId !== 0 || !endedPids.has(file.pid)) return file
  const others = file.problems.filter(problem => problem !== NO_SUMMARY)
  return { ...file, problems: [...others, 'it was ended in an endless loop'] }
}

function summarizeProcess(file: NamedRunFile, facts: RunFacts): ProcessReport {
  const { pid, threadId, process, end, problems } = file
  return {
    pid,
    ppid: process?.ppid ?? 0,
    threadId,
    argv: process?.argv ?? [],
    cwd: process?.cwd ?? '',
    node: process?.node ?? '',
    startedAt: process?.startedAt ?? facts.startedAt,
    role: 'app',
    ...(end ? { summary: end.summary, exitCode: end.exitCode } : {}),
    ...(problems.length > 0 ? { incomplete: problems.join('; ') } : {}),
  }
}
