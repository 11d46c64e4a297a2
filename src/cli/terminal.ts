import { judgeColor } from '../reporters/judge-color.js'
import { type CiEnvironment, readCiEnvironment } from './ci-environment.js'

/** What the command line prints to. */
export interface Terminal {
  /** Prints to stdout. */
  print: (output: string) => void
  /** Prints one sentence to stderr. */
  complain: (sentence: string) => void
  /** Draws over stderr where the cursor is; absent when stderr is no terminal. */
  draw?: (control: string) => void
  /** Width of stderr, in columns. */
  columns: number
  /** Whether stdout shows colors: `NO_COLOR`, `FORCE_COLOR`, a terminal, in this order. */
  isColorWanted: boolean
  /** Whether Ctrl-C reaches the command without us. */
  isInteractive: boolean
  /** Absolute path. */
  cwd: string
  ci: CiEnvironment
}

/** The terminal of a process. */
export function createTerminal(from: NodeJS.Process): Terminal {
  const { stdin, stdout, stderr, env } = from
  // A reader that has seen enough, such as `head`, closes the pipe: nothing of the run is lost by that.
  for (const stream of [stdout, stderr]) stream.on('error', () => {})
  return {
    print: output => stdout.write(output),
    complain: sentence => stderr.write(`loophound: ${sentence}\n`),
    ...(stderr.isTTY && env.TERM !== 'dumb' ? { draw: control => stderr.write(control) } : {}),
    // A terminal that was never told its size says 0.
    columns: stderr.columns || 80,
    isColorWanted: judgeColor(env, Boolean(stdout.isTTY)),
    isInteractive: Boolean(stdin.isTTY || stdout.isTTY || stderr.isTTY),
    cwd: from.cwd(),
    ci: readCiEnvironment(env),
  }
}
