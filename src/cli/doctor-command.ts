import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { MeasuredReport } from '../gate/gate-report.js'
import { DEFAULT_THRESHOLD_MS } from '../model/run-settings.js'
import { ownRuntime } from '../probes/runtime.js'
import { createSources } from '../sources/sources.js'
import { createBadUsage } from './bad-usage.js'
import { createCommandEnvironment } from './command-environment.js'
import { type CheckResult, judgeChecks } from './doctor-checks.js'
import { type Blocked, formatDoctorSubject } from './doctor-subject.js'
import { formatDoctor } from './doctor-text.js'
import { grantPermissions } from './grant-permissions.js'
import type { Arguments } from './read-arguments.js'
import { readRunDirectory } from './read-run-directory.js'
import { requireNode } from './require-node.js'
import type { Installation } from './run-command.js'
import { summarizeRun } from './summarize-run.js'
import type { Terminal } from './terminal.js'

/**
 * Blocks a loop on purpose in every way that matters, in a process of its own, and prints which of them are named here.
 *
 * @returns the exit code: 0 when everything that can work here does, else 1
 * @throws LoophoundError when the process cannot be started, or is none of Node.js
 */
export async function doctorCommand(
  { command }: Extract<Arguments, { action: 'doctor' }>,
  installation: Installation,
  terminal: Terminal,
): Promise<number> {
  if (command[0] === process.execPath) requireNode('doctor')
  const examine = (): Promise<Examination> => examineHere(command, installation)
  const first = await examine()
  // Where other processes have the cores, a sample can be missing: twice would be no accident.
  const { results, node } = isHealthy(first) ? first : await examine()
  terminal.print(formatDoctor(results, { version: installation.version, node, platform: process.platform }))
  return isHealthy({ results }) ? 0 : 1
}

interface Examination {
  results: CheckResult[]
  /** Version of Node that was examined. */
  node: string
}

function isHealthy({ results }: Pick<Examination, 'results'>): boolean {
  return results.every(({ state }) => state !== 'fails')
}

async function examineHere(node: [string, ...string[]], installation: Installation): Promise<Examination> {
  const runDirectory = mkdtempSync(join(tmpdir(), 'loophound-'))
  try {
    const subject = join(runDirectory, 'doctor.cjs')
    writeFileSync(subject, formatDoctorSubject())
    const settings = { runDirectory, thresholdMs: DEFAULT_THRESHOLD_MS, sampler: true }
    const env = createCommandEnvironment(process.env, installation.registerFile, settings)
    const command: [string, ...string[]] = [...grantDoctorPermissions(node, installation, runDirectory), subject]
    const blocked = await runSubject(command, env)
    const report = readRun(runDirectory, command, installation)
    // Such as Bun and Deno, which do not preload loophound.
    if (report.processes.length === 0) throw createBadUsage('doctor', 'a Node.js', JSON.stringify(node[0]))
    return { results: judgeChecks(blocked, report), node: report.node }
  } finally {
    rmSync(runDirectory, { recursive: true, force: true })
  }
}

function grantDoctorPermissions(
  node: [string, ...string[]],
  { registerFile }: Installation,
  runDirectory: string,
): [string, ...string[]] {
  const granted = grantPermissions(node, registerFile, runDirectory)
  return granted === node ? node : [...granted, `--allow-fs-read=${runDirectory}/`]
}

async function runSubject([program, ...words]: [string, ...string[]], env: NodeJS.ProcessEnv): Promise<Blocked[]> {
  const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  try {
    await once(child, 'close')
  } catch {
    throw createBadUsage('doctor', 'a Node.js that can be started', JSON.stringify(program))
  }
  return output
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Blocked)
}

function readRun(
  runDirectory: string,
  command: [string, ...string[]],
  { version, registerFile }: Installation,
): MeasuredReport {
  return summarizeRun(readRunDirectory(runDirectory), {
    version,
    command,
    exitCode: 0,
    root: runDirectory,
    startedAt: new Date().toISOString(),
    durationMs: 0,
    thresholdMs: DEFAULT_THRESHOLD_MS,
    node: ownRuntime.label,
    platform: process.platform,
    ownDirectory: dirname(registerFile),
    sources: createSources(),
  })
}
