import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

/** How a child process ended and what it printed. */
export interface Outcome {
  /** `null` when a signal ended it. */
  exitCode: number | null
  stdout: string
  stderr: string
}

/** Writes a script into a project and runs it there; it is killed after 30 s. */
export async function runScript(folder: string, name: string, source: string, flags: string[] = []): Promise<Outcome> {
  await writeFile(join(folder, name), source)
  return runCommand(folder, process.execPath, [...flags, name])
}

/** Runs a program in a folder; it is killed after 30 s, or after `timeoutMs`. */
export async function runCommand(
  folder: string,
  command: string,
  args: string[],
  { timeoutMs = 30_000, env = {} }: { timeoutMs?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  const child = spawn(command, args, {
    cwd: folder,
    // Vitest's own settings are not the consumer's.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', TZ: 'UTC', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  const exitCode = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { exitCode: await exitCode, stdout, stderr }
}
