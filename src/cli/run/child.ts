import { spawn } from 'node:child_process'
import { createBadUsage } from '../../model/errors.js'
import { END_SIGNALS, type EndSignal, type ProcessReport } from '../../model/report.js'
import { NO_SUMMARY } from './run-files.js'

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

/** Signals that asked for an end. */
export interface ReceivedSignals {
  names: ReadonlySet<EndSignal>
  /** ISO 8601; absent when there was none. */
  firstAt?: string
}

/** Keeps which signals have come, and when. */
export interface SignalLog {
  /** @returns whether somebody asks again: npm and the like hand on at once what the terminal has sent already */
  add: (signal: EndSignal) => boolean
  received: ReceivedSignals
}

/** @param now in ms since 1970 */
export function createSignalLog(now: () => number): SignalLog {
  const names = new Set<EndSignal>()
  const received: ReceivedSignals = { names }
  let firstMs: number | undefined
  const add = (signal: EndSignal): boolean => {
    const atMs = now()
    names.add(signal)
    firstMs ??= atMs
    received.firstAt ??= new Date(atMs).toISOString()
    return atMs - firstMs > ONE_ACT_MS
  }
  return { add, received }
}

/** Signals that come within this time are one and the same request, in ms. */
const ONE_ACT_MS = 500

/** How a command ended. */
export interface CommandEnd {
  /** `null` when a signal ended it. */
  exitCode: number | null
  signal: NodeJS.Signals | null
}

/**
 * The signal that asked a command for its end, and ended it: it died of it, or passed on that it had reached it, by its exit code. What came
 * over a program by accident (SIGKILL, SIGSEGV …) is none.
 *
 * @param received the signals that came to us and were for the command
 */
export function findEndSignal(
  { exitCode, signal }: CommandEnd,
  received: ReadonlySet<EndSignal>,
): EndSignal | undefined {
  return listEndSignals().find(name => signal === name || (exitCode === 128 + END_SIGNALS[name] && received.has(name)))
}

/** Every {@link EndSignal}. */
function listEndSignals(): EndSignal[] {
  return ['SIGINT', 'SIGTERM', 'SIGHUP']
}

/** A process of a command that was asked for its end: that it did not come to its own is no gap. */
export function forgiveEnd({ incomplete, ...process }: ProcessReport): ProcessReport {
  const others = incomplete?.split('; ').filter(problem => problem !== NO_SUMMARY) ?? []
  return others.length > 0 ? { ...process, incomplete: others.join('; ') } : process
}
