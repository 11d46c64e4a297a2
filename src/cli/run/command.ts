import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { foldOffenders } from '../../analysis/offenders.js'
import type { MeasuredReport } from '../../gate/gate.js'
import type { Block } from '../../model/block.js'
import { LoophoundError } from '../../model/errors.js'
import type { Offender, Report } from '../../model/report.js'
import { RUN_SETTINGS_VARIABLE, type RunSettings } from '../../model/run-record.js'
import { createSources } from '../../sources/sources.js'
import { canLeavePromisesOut } from '../../system/node-features.js'
import { ownRuntime } from '../../system/runtime.js'
import type { Arguments } from '../arguments.js'
import { readSettings, type Settings } from '../config/settings.js'
import { judgeExitCode } from '../exit-code.js'
import { judgeMeasured } from '../judge.js'
import { writeReports } from '../output/write-reports.js'
import type { Terminal } from '../terminal.js'
import {
  type CommandEnd,
  createWatchedCommand,
  findEndSignal,
  forgiveEnd,
  type ReceivedSignals,
  type WatchedCommand,
} from './child.js'
import { createProgress } from './progress.js'
import { readRunDirectory } from './run-files.js'
import { type RunFacts, summarizeRun } from './summarize.js'
import { tailRunDirectory } from './tail-run-directory.js'

/** The installed package. */
export interface Installation {
  version: string
  /** Absolute path of what every Node process requires first. */
  registerFile: string
}

type RunArguments = Extract<Arguments, { action: 'run' }>

/**
 * Runs a command, watches every Node process and thread it starts, reports and judges.
 *
 * @returns the exit code
 * @throws LoophoundError when the command cannot be started
 */
export async function runCommand(args: RunArguments, installation: Installation, terminal: Terminal): Promise<number> {
  const settings = await readSettings(args, terminal.cwd)
  const runDirectory = mkdtempSync(join(tmpdir(), 'loophound-'))
  try {
    const exitCode = await runIn({ ...args, settings, runDirectory }, installation, terminal)
    rmSync(runDirectory, { recursive: true, force: true })
    return exitCode
  } catch (error) {
    if (error instanceof LoophoundError) rmSync(runDirectory, { recursive: true, force: true })
    else terminal.complain(`what was measured so far is kept in ${runDirectory}`)
    throw error
  }
}

/** What is run, and how. */
interface Run extends RunArguments {
  settings: Settings
  runDirectory: string
}

async function runIn(run: Run, installation: Installation, terminal: Terminal): Promise<number> {
  const startedAtMs = Date.now()
  const command = startCommand(run, installation, terminal)
  try {
    const end = await waitWithProgress(command, run.runDirectory, terminal)
    const { readSource, findOriginal } = createSources()
    const sources = { readSource, ...(run.settings.sourceMaps ? { findOriginal } : {}) }
    const facts = { startedAtMs, root: run.settings.root, sources }
    const measured = measureRun(run, installation, end, { ...facts, received: command.received })
    const fold = (blocks: Block[]): Offender[] => foldOffenders(blocks, readSource)
    const { report, isBaselineWritten } = judgeMeasured(measured, run.settings, fold, terminal)
    const areWritten = writeReports(report, run.settings.reporters, terminal)
    if (end.signal && !report.signal && !isEnded(report)) terminal.complain(`the command was killed by ${end.signal}`)
    return judgeExitCode(report, areWritten && isBaselineWritten, run.settings.onInconclusive)
  } finally {
    command.stop()
  }
}

// The verdict has said so.
function isEnded({ blocks }: Report): boolean {
  return blocks.some(({ ended }) => ended)
}

function startCommand(
  { runDirectory, command, settings }: Run,
  { registerFile }: Installation,
  terminal: Terminal,
): WatchedCommand {
  const { thresholdMs, hangAfterMs, hangTimeoutMs, startupLimitMs, sourceMaps, callbacks } = settings
  const runSettings = {
    runDirectory,
    thresholdMs,
    hangAfterMs,
    hangTimeoutMs,
    startupLimitMs,
    sourceMaps,
    ...(settings.sampler ? {} : { sampler: false }),
    ...(settings.requests ? {} : { requests: false }),
    ...(callbacks ? { callbacks: { origins: true } } : {}),
  }
  if (callbacks && !canLeavePromisesOut()) {
    terminal.complain('--callbacks makes an await take five times as long and more on Node.js before 24.21')
  }
  const env = createCommandEnvironment(process.env, registerFile, runSettings)
  const granted = grantPermissions(command, registerFile, runDirectory)
  return createWatchedCommand(granted, { env, isInteractive: terminal.isInteractive })
}

async function waitWithProgress(
  command: WatchedCommand,
  runDirectory: string,
  { draw, columns }: Terminal,
): Promise<CommandEnd> {
  const readTally = tailRunDirectory(runDirectory)
  const progress = createProgress({ ...(draw ? { draw } : {}), columns, readTally })
  try {
    return await command.ended
  } finally {
    progress.stop()
  }
}

function measureRun(
  { runDirectory, command, settings }: Run,
  { version, registerFile }: Installation,
  end: CommandEnd,
  { received, ...facts }: Pick<RunFacts, 'root' | 'sources'> & { startedAtMs: number; received: ReceivedSignals },
): MeasuredReport {
  const { firstAt } = received
  const measured = summarizeRun(readRunDirectory(runDirectory), {
    version,
    command,
    exitCode: end.exitCode,
    ...(firstAt === undefined ? {} : { endingAt: firstAt }),
    root: facts.root,
    startedAt: new Date(facts.startedAtMs).toISOString(),
    durationMs: Date.now() - facts.startedAtMs,
    roles: settings.roles,
    thresholdMs: settings.thresholdMs,
    startupLimitMs: settings.startupLimitMs,
    node: ownRuntime.label,
    platform: process.platform,
    ownDirectory: dirname(registerFile),
    sources: facts.sources,
  })
  const signal = findEndSignal(end, received.names)
  return signal ? { ...measured, signal, processes: measured.processes.map(forgiveEnd) } : measured
}

/**
 * Environment in which every Node process loads loophound first, whatever started it. What `NODE_OPTIONS` held stays in force.
 *
 * `--require` and not `--import`: with `--import` Node loads a CommonJS entry through its ESM loader, so that `module.parent` and
 * `module.id` change and an uncaught error loses its source line.
 */
export function createCommandEnvironment(
  env: NodeJS.ProcessEnv,
  registerFile: string,
  settings: RunSettings,
): NodeJS.ProcessEnv {
  const require = `--require=${quote(registerFile)}`
  return {
    ...env,
    NODE_OPTIONS: [require, env.NODE_OPTIONS].filter(Boolean).join(' '),
    [RUN_SETTINGS_VARIABLE]: JSON.stringify(settings),
  }
}

// https://nodejs.org/api/cli.html#node_optionsoptions: double quotes, with a backslash before a quote or a backslash.
function quote(path: string): string {
  return /[\s"\\]/.test(path) ? `"${path.replace(/["\\]/g, '\\$&')}"` : path
}

/**
 * The command with what loophound needs under Node's permission model, next to the flag that turns it on: to read its own code and to
 * write its run files. Other commands come back as they are.
 *
 * Not by `NODE_OPTIONS`: there the grants would reach child processes too, and Node refuses them without the permission model.
 */
export function grantPermissions(
  command: [string, ...string[]],
  registerFile: string,
  runDirectory: string,
): [string, ...string[]] {
  const [program, ...words] = command
  const flagIndex = words.findIndex(word => PERMISSION_FLAGS.includes(word))
  if (flagIndex < 0) return command
  const grants = [`--allow-fs-read=${dirname(registerFile)}/`, `--allow-fs-write=${runDirectory}/`]
  return [program, ...words.toSpliced(flagIndex + 1, 0, ...grants)]
}

const PERMISSION_FLAGS = ['--permission', '--experimental-permission']
