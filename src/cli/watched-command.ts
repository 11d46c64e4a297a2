import { spawn } from 'node:child_process'
import { createBadUsage } from './bad-usage.js'

/** A command that runs. */
export interface WatchedCommand {
  /** Settles when the command has ended; rejects when it could not be started. */
  ended: Promise<CommandEnd>
  /** Gives signals back their usual effect on this process. Until then they go to the command and end nothing here. */
  stop: () => void
}

/** How a command ended. */
export interface CommandEnd {
  /** `null` when a signal ended it. */
  exitCode: number | null
  signal: NodeJS.Signals | null
}

/** What a command needs besides its words. */
export interface CommandOptions {
  env: NodeJS.ProcessEnv
  /** `true` when Ctrl-C reaches the command from the terminal itself, so that it must not get it twice. */
  isInteractive: boolean
}

/** Starts a command with our stdin, stdout and stderr. */
export function createWatchedCommand(command: [string, ...string[]], options: CommandOptions): WatchedCommand {
  const [program, ...args] = command
  const child = spawn(program, args, { stdio: 'inherit', env: options.env })
  const ended = new Promise<CommandEnd>((resolve, reject) => {
    child.once('error', error =>
      reject(createBadUsage('command', 'a program that can be started', describe(program, error))),
    )
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
  })
  const stop = forwardSignals(signal => {
    if (signal !== 'SIGINT' || !options.isInteractive) child.kill(signal)
  })
  return { ended, stop }
}

function describe(program: string, error: NodeJS.ErrnoException): string {
  return `${JSON.stringify(program)} (${error.code === 'ENOENT' ? 'not found' : (error.code ?? error.message)})`
}

const FORWARDED: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

function forwardSignals(forward: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of FORWARDED) process.on(signal, forward)
  return () => {
    for (const signal of FORWARDED) process.off(signal, forward)
  }
}
