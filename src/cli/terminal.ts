import { judgeColor } from '../reporters/text/palette.js'

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

/** What a CI service tells by its variables. */
export interface CiEnvironment {
  /** Absolute folder of the checkout, where the service looks for the files that a report names. */
  repository?: string
  /** Present under GitHub Actions. */
  github?: {
    /** File to which each step appends what its page shows. */
    summaryFile?: string
    /** Address of the source files at the commit that is built. */
    sourceUrl?: string
  }
}

/** Reads the variables of GitHub Actions and GitLab CI. */
export function readCiEnvironment(env: NodeJS.ProcessEnv): CiEnvironment {
  const isGithub = env.GITHUB_ACTIONS === 'true'
  const repository = isGithub ? env.GITHUB_WORKSPACE : env.CI_PROJECT_DIR
  return { ...(repository ? { repository } : {}), ...(isGithub ? { github: readGithub(env) } : {}) }
}

function readGithub(env: NodeJS.ProcessEnv): NonNullable<CiEnvironment['github']> {
  const {
    GITHUB_STEP_SUMMARY: summaryFile,
    GITHUB_SERVER_URL: server,
    GITHUB_REPOSITORY: name,
    GITHUB_SHA: commit,
  } = env
  return {
    ...(summaryFile ? { summaryFile } : {}),
    ...(server && name && commit ? { sourceUrl: `${server}/${name}/blob/${commit}` } : {}),
  }
}
