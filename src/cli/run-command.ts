import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { LoophoundError } from '../model/errors.js'
import type { Report } from '../model/report.js'
import { createSources } from '../sources/sources.js'
import { createCommandEnvironment } from './command-environment.js'
import { grantPermissions } from './grant-permissions.js'
import { judgeExitCode } from './judge-exit-code.js'
import { createProgress } from './progress.js'
import type { Arguments } from './read-arguments.js'
import { readRunDirectory } from './read-run-directory.js'
import { summarizeRun } from './summarize-run.js'
import { tailRunDirectory } from './tail-run-directory.js'
import type { Terminal } from './terminal.js'
import { type CommandEnd, createWatchedCommand, type WatchedCommand } from './watched-command.js'
import { writeReports } from './write-reports.js'

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
  const runDirectory = mkdtempSync(join(tmpdir(), 'loophound-'))
  try {
    const exitCode = await runIn(runDirectory, args, installation, terminal)
    rmSync(runDirectory, { recursive: true, force: true })
    return exitCode
  } catch (error) {
    if (error instanceof LoophoundError) rmSync(runDirectory, { recursive: true, force: true })
    else terminal.complain(`what was measured so far is kept in ${runDirectory}`)
    throw error
  }
}

async function runIn(
  runDirectory: string,
  args: RunArguments,
  installation: Installation,
  terminal: Terminal,
): Promise<number> {
  const startedAtMs = Date.now()
  const command = startCommand(runDirectory, args, installation, terminal)
  try {
    const end = await waitWithProgress(command, runDirectory, terminal)
    const report = readReport(runDirectory, args, installation, end, { startedAtMs, root: terminal.cwd })
    const areWritten = writeReports(report, args.reporters, terminal)
    if (end.signal) terminal.complain(`command: expected it to end by itself, got ${end.signal}`)
    return judgeExitCode(report, areWritten)
  } finally {
    command.stop()
  }
}

function startCommand(
  runDirectory: string,
  args: RunArguments,
  installation: Installation,
  terminal: Terminal,
): WatchedCommand {
  const { thresholdMs, hangAfterMs, sourceMaps, requests } = args
  const settings = {
    runDirectory,
    thresholdMs,
    sourceMaps,
    ...(hangAfterMs === undefined ? {} : { hangAfterMs }),
    ...(requests === undefined ? {} : { requests }),
  }
  const env = createCommandEnvironment(process.env, installation.registerFile, settings)
  const command = grantPermissions(args.command, installation.registerFile, runDirectory)
  return createWatchedCommand(command, { env, isInteractive: terminal.isInteractive })
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

function readReport(
  runDirectory: string,
  { command, thresholdMs, budget, sourceMaps }: RunArguments,
  { version, registerFile }: Installation,
  { exitCode }: CommandEnd,
  { startedAtMs, root }: { startedAtMs: number; root: string },
): Report {
  const { readSource, findOriginal } = createSources()
  return summarizeRun(readRunDirectory(runDirectory), {
    version,
    command,
    exitCode,
    root,
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs: Date.now() - startedAtMs,
    thresholdMs,
    budget,
    node: process.version,
    platform: process.platform,
    ownDirectory: dirname(registerFile),
    sources: { readSource, ...(sourceMaps ? { findOriginal } : {}) },
  })
}
