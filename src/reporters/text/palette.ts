import picocolors from 'picocolors'

/** How text is rendered. */
export interface TextOptions {
  /** `true` for ANSI colors. */
  color: boolean
  /**
   * Absolute folder; paths below it are shown relative to it.
   *
   * @default process.cwd()
   */
  cwd?: string
  /** Absolute folders, used instead of `cwd`: paths below them are shown relative to them. */
  roots?: string[]
}

/** Colors by meaning. Without color every function returns its text as it is. */
export interface Palette {
  bold: (text: string) => string
  dim: (text: string) => string
  /** Names of the user's own functions, and the line to look at. */
  own: (text: string) => string
  cause: (text: string) => string
  link: (text: string) => string
  pass: (text: string) => string
  fail: (text: string) => string
  warn: (text: string) => string
  /** Name of the tool at the head of a message. */
  badge: (text: string) => string
}

/** The colors for the options. */
export function createPalette(options: TextOptions): Palette {
  const colors = picocolors.createColors(options.color)
  return {
    bold: colors.bold,
    dim: colors.dim,
    own: text => colors.bold(colors.red(text)),
    cause: colors.yellow,
    link: colors.cyan,
    pass: text => colors.bold(colors.green(text)),
    fail: text => colors.bold(colors.red(text)),
    warn: text => colors.bold(colors.yellow(text)),
    badge: text => (options.color ? colors.inverse(colors.bold(` ${text} `)) : `${text}:`),
  }
}

/**
 * Whether to use colors: `NO_COLOR`, `FORCE_COLOR`, a terminal, in this order.
 *
 * @param isTerminal whether what is written to is one
 */
export function judgeColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTerminal && env.TERM !== 'dumb'
}
