import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { summarizeEvidence } from '../../src/analysis/analyze.js'
import { listRunFiles, type NamedRunFile, readRunDirectory } from '../../src/cli/run/run-files.js'
import type { Block } from '../../src/model/block.js'
import type { Evidence } from '../../src/model/evidence.js'
import type { RunRecord } from '../../src/model/run-record.js'
import { RUN_SETTINGS_VARIABLE, type RunSettings } from '../../src/model/run-record.js'

/** One block as the program itself has timed it. */
export interface Truth {
  /** `Date.now()` at its start. */
  startedAtMs: number
  durationMs: number
  /** How much of it the thread was ready to run and had no core, where the system tells; else 0. */
  waitMs: number
  /** How much the cores of a virtual machine were taken away from it meanwhile, all of them together. */
  stolenMs: number
  /** How long the whole turn of the loop was that it is part of, without idle time. */
  turnMs: number
  /** Whether the loop turned in mid-block: then it was none. */
  isCut: boolean
  /** Function to be named, when the program has several. */
  name?: string
}

/** What a program and its run file said. */
export interface ProgramRun {
  /** `null` when a signal ended the program. */
  exitCode: number | null
  stdout: string
  stderr: string
  truth: Truth[]
  /** How long the loop at most took for a turn without a block of the program's, as the program itself has seen it, in ms. */
  longestOtherTurnMs: number
  /** Blocks of the program's thread, in order of time. */
  blocks: Block[]
  /** What was seen of them, as the watchdog has written it down; in a hang it has not. */
  evidence: Evidence[]
  /** What is wrong with its run file; empty when nothing is. */
  problems: string[]
}

/** How to run a program. */
export interface RunProgramOptions {
  /** The Node.js to run it on. */
  execPath: string
  settings?: Partial<RunSettings>
  /** Whether the program runs in a worker thread, whose blocks are read then. */
  isInWorker?: boolean
  /** Whether the program is watched by `watch()` alone, from its first line on, and not by a run. */
  isAlone?: boolean
  /** Kills the program as soon as what it has told so far is like this. */
  killWhen?: (soFar: { blocks: Block[]; stderr: string }) => boolean
}

const OWN_BLOCKS = 'own-blocks'
const registerUrl = new URL('../../dist/register.cjs', import.meta.url)
const workerRunner = fileURLToPath(new URL('programs/support/in-worker.cjs', import.meta.url))

/** Runs a program as `loophound run` would, with the built package, and reads what its thread left behind. */
export async function runProgram(program: string, options: RunProgramOptions): Promise<ProgramRun> {
  const runDirectory = mkdtempSync(join(tmpdir(), 'loophound-scenario-'))
  const truthFile = join(runDirectory, 'truth')
  const watched = options.isAlone ? watchAlone(runDirectory) : watchRun(runDirectory, options.settings)
  const env = { ...readCleanEnvironment(), ...watched, TRUTH_FILE: truthFile }
  const words = options.isInWorker ? [workerRunner, program] : [program]
  const child = spawn(options.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const closed = once(child, 'close')
  const readSoFar = () => ({ ...readThread(readRunDirectory(runDirectory), child.pid, options), ...output })
  if (options.killWhen)
    await waitUntil(() => options.killWhen?.(readSoFar()) ?? true).finally(() => child.kill('SIGKILL'))
  const [exitCode] = (await closed) as [number | null]
  const seen = options.isAlone ? readOwnBlocks(runDirectory) : readSoFar()
  const evidence = readEvidence(runDirectory, child.pid, options)
  const told = readTruth(truthFile)
  rmSync(runDirectory, { recursive: true })
  // How the program itself was loaded is start-up; where it blocks while its entry awaits something, that is the block.
  const blocks = seen.blocks.filter(block => block.phase !== 'startup' || told.truth.some(one => overlaps(block, one)))
  return { exitCode, ...seen, blocks, evidence, ...output, ...told }
}

function overlaps({ startedAt, durationMs }: Block, truth: Truth): boolean {
  const startMs = Date.parse(startedAt)
  return startMs < truth.startedAtMs + truth.durationMs && startMs + durationMs > truth.startedAtMs
}

function readCleanEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|TEST$)/.test(name))
  return Object.fromEntries(own)
}

function watchRun(runDirectory: string, more: Partial<RunSettings> = {}): NodeJS.ProcessEnv {
  // What a program does at its start, to find out how much work takes long enough, is no hang.
  const settings: RunSettings = { runDirectory, thresholdMs: 50, hangAfterMs: 25_000, ...more }
  return { NODE_OPTIONS: `--require ${fileURLToPath(registerUrl)}`, [RUN_SETTINGS_VARIABLE]: JSON.stringify(settings) }
}

function watchAlone(runDirectory: string): NodeJS.ProcessEnv {
  const preload = fileURLToPath(new URL('programs/support/watch-alone.cjs', import.meta.url))
  const entry = fileURLToPath(new URL('index.cjs', registerUrl))
  const files = { WATCH_ENTRY: entry, WATCH_FILE: join(runDirectory, OWN_BLOCKS) }
  // Once: the runs are many, and rates are taken over all of them.
  return { NODE_OPTIONS: `--require ${preload}`, ...files, TRUTH_TIMES: '1' }
}

function readOwnBlocks(runDirectory: string): { blocks: Block[]; problems: string[] } {
  const lines = readSource(join(runDirectory, OWN_BLOCKS))?.split('\n').filter(Boolean)
  if (!lines) return { blocks: [], problems: ['expected a file of blocks, got none'] }
  return { blocks: lines.map(line => JSON.parse(line) as Block), problems: [] }
}

async function waitUntil(isDone: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 10_000
  while (performance.now() < deadlineMs && !isDone()) await sleep(50)
}

function readThread(
  files: NamedRunFile[],
  pid: number | undefined,
  { isInWorker = false }: RunProgramOptions,
): { blocks: Block[]; problems: string[] } {
  const file = files.find(file => file.pid === pid && (file.threadId !== 0) === isInWorker)
  if (!file) return { blocks: [], problems: ['expected a run file of the thread, got none'] }
  const judgedHere = file.evidence.map(evidence => summarizeEvidence(evidence, { readSource, ownDirectory }))
  const blocks = [...file.blocks, ...judgedHere]
  return { blocks: blocks.sort((a, b) => a.startedAt.localeCompare(b.startedAt)), problems: file.problems }
}

// Of what is judged in the meantime a reader of run files sees the block alone.
function readEvidence(
  runDirectory: string,
  pid: number | undefined,
  { isInWorker = false }: RunProgramOptions,
): Evidence[] {
  const own = listRunFiles(runDirectory).find(file => file.pid === pid && (file.threadId !== 0) === isInWorker)
  const lines =
    readSource(own?.file ?? '')
      ?.split('\n')
      .slice(0, -1) ?? []
  const records = lines.map(line => JSON.parse(line) as RunRecord)
  // At exit the thread itself may have written once more what the watchdog has: the later one counts.
  const byId = records.flatMap(record =>
    record.type === 'evidence' ? [[record.evidence.id, record.evidence] as const] : [],
  )
  return [...new Map(byId).values()]
}

const ownDirectory = fileURLToPath(new URL('.', registerUrl))

function readSource(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function readTruth(file: string): Pick<ProgramRun, 'truth' | 'longestOtherTurnMs'> {
  const lines = readSource(file)?.split('\n').filter(Boolean) ?? []
  const truth = lines.slice(0, -1).map(line => JSON.parse(line) as Truth)
  return { truth, longestOtherTurnMs: 0, ...(JSON.parse(lines.at(-1) ?? '{}') as { longestOtherTurnMs?: number }) }
}
