import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** How a program ended, and what it printed. */
export interface Ended {
  exitCode: number | null
  stdout: string
  stderr: string
}

/** The command that runs a file on each runtime. */
export const RUNTIMES = {
  bun: [find('node_modules/bun/bin/bun')],
  deno: [find('node_modules/deno/deno'), 'run', '--no-prompt', '-A'],
} as const

/** The command line of loophound, as it was built. */
export const LOOPHOUND: string = find('../../dist/bin.js')

/** Path of a file of this folder. */
export function find(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

/** Runs a command to its end. */
export function run([program, ...args]: readonly [string, ...string[]]): Ended {
  const env = { ...process.env, NO_COLOR: '1' }
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: find('.'),
    env,
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { exitCode: status, stdout, stderr }
}

/** How often a text has another. */
export function countOf(text: string, part: string): number {
  return text.split(part).length - 1
}
