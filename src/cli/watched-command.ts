import { spawn } from 'node:child_process'
import type { EndSignal } from '../model/end-signal.js'
import { createBadUsage } from './bad-usage.js'
import { type CommandEnd, listEndSignals } from './find-end-signal.js'
import { createSignalLog, type ReceivedSignals } from './signal-log.js'

/** A command that runs. */
export interface WatchedCommand {
  /** Settles when the command has ended; rejects when it could not be started. */
  ended: Promise<CommandEnd>
  /** The signals that have reached us so far and were for the command, and when the first of them did. */
  received: ReceivedSignals
  /** Gives signals back their usual effect on this process. Until then they go to the command and end nothing here. */
  stop: () => void
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
  const log = createSignalLog(Date.now)
  const stop = onEndSignals(signal => {
    const isAgain = log.add(signal)
    const isOver = child.exitCode !== null || child.signalCode !== null
    // Nobody is left to take it: whoever asks twice is not to wait for the report.
    if (isOver && isAgain) endBy(signal, stop)
    else if (signal !== 'SIGINT' || !options.isInteractive) child.kill(signal)
  })
  return { ended, received: log.received, stop }
}

function endBy(signal: EndSignal, stop: () => void): void {
  stop()
  process.kill(process.pid, signal)
}

function describe(program: string, error: NodeJS.ErrnoException): string {
  return `${JSON.stringify(program)} (${error.code === 'ENOENT' ? 'not found' : (error.code ?? error.message)})`
}

function onEndSignals(take: (signal: EndSignal) => void): () => void {
  const listeners = listEndSignals().map(signal => ({ signal, listener: () => take(signal) }))
  for (const { signal, listener } of listeners) process.on(signal, listener)
  return () => {
    for (const { signal, listener } of listeners) process.off(signal, listener)
  }
}
