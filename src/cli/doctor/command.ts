import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { MeasuredReport } from '../../gate/gate.js'
import { LIMITS } from '../../model/config.js'
import { createBadUsage } from '../../model/errors.js'
import { createSources } from '../../sources/sources.js'
import { ownRuntime } from '../../system/runtime.js'
import type { Arguments } from '../arguments.js'
import { createCommandEnvironment, grantPermissions, type Installation } from '../run/command.js'
import { readRunDirectory } from '../run/run-files.js'
import { summarizeRun } from '../run/summarize.js'
import type { Terminal } from '../terminal.js'
import { type CheckResult, judgeChecks, requireNode } from './checks.js'
import { type Blocked, formatDoctorSubject } from './subject.js'

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
    const settings = { runDirectory, thresholdMs: LIMITS.thresholdMs.default, sampler: true }
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
    thresholdMs: LIMITS.thresholdMs.default,
    node: ownRuntime.label,
    platform: process.platform,
    ownDirectory: dirname(registerFile),
    sources: createSources(),
  })
}

/** What `loophound doctor` prints: a table of all checks, and whether all that can work here does. */
export function formatDoctor(results: CheckResult[], { version, node, platform }: Place): string {
  const rows = results.map(({ title, mechanism, state, said }) => formatRow(title, mechanism, WORKS[state], said))
  const failed = results.filter(({ state }) => state === 'fails').length
  return [
    `loophound ${version}, ${node.startsWith('v') ? 'Node.js ' : ''}${node}, ${platform}`,
    '',
    formatRow('blocked by', 'named by', 'works', 'what was named, or why not'),
    ...rows,
    '',
    failed === 0
      ? 'All mechanisms available here work.'
      : `${failed} of ${results.length} should work here and did not.`,
    '',
  ].join('\n')
}

/** Where the checks ran. */
export interface Place {
  version: string
  /** `v24.21.0`, and `Bun 1.4.5` elsewhere. */
  node: string
  platform: string
}

const WORKS = { works: 'yes', cannot: 'off', fails: 'NO' }

function formatRow(title: string, mechanism: string, works: string, said: string): string {
  return `${title.padEnd(20)}${mechanism.padEnd(13)}${works.padEnd(7)}${said}`
}
