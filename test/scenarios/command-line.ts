import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach } from 'vitest'

/** The command line tool of the built package, in a folder that each test has for itself. */
export interface CommandLine {
  readonly folder: string
  /** Runs loophound in the folder, or one in it; its run directories it makes in the folder. */
  run(args: string[], options?: RunOptions): Promise<Outcome>
  /** Writes a file of the folder, and the folders that it is in. */
  write(name: string, text: string): void
  readText(name: string): string
}

/** How to run the tool. */
interface RunOptions {
  /** The Node.js to run it on; this one by default. */
  node?: string
  /** Folder to run it in, relative to the one of the test. */
  cwd?: string
  /** More environment variables. */
  variables?: Record<string, string>
  /** Gets the tool's process id and all that it has printed so far, whenever it has printed more. */
  onOutput?: (pid: number, stdout: string) => void
}

/** How a run ended, and what it printed. */
interface Outcome {
  exitCode: number | null
  stdout: string
  stderr: string
}

/** The built command's file. */
export const BIN: string = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))

/** Makes a folder before each test of the file, and removes it after. */
export function createCommandLine(): CommandLine {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loophound-cli-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })
  return {
    get folder() {
      return folder
    },
    run: (args, options) => run(folder, args, options),
    write: (name, text) => {
      const file = join(folder, name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    },
    readText: name => readFileSync(join(folder, name), 'utf8'),
  }
}

function run(folder: string, args: string[], options: RunOptions = {}): Promise<Outcome> {
  const { node = process.execPath, cwd = '', variables, onOutput } = options
  // What these tests themselves run in must not show.
  const env = { ...process.env, GITHUB_ACTIONS: '', CI_PROJECT_DIR: '', TMPDIR: folder, ...variables }
  const child = spawn(node, [BIN, ...args], { cwd: join(folder, cwd), env })
  const outcome: Outcome = { exitCode: null, stdout: '', stderr: '' }
  child.stderr.on('data', chunk => {
    outcome.stderr += chunk
  })
  child.stdout.on('data', chunk => {
    outcome.stdout += chunk
    onOutput?.(child.pid ?? 0, outcome.stdout)
  })
  return new Promise(resolve => child.on('close', exitCode => resolve({ ...outcome, exitCode })))
}
