import type { RoleRule } from '../../model/config.js'
import { matchesGlob } from '../../model/glob.js'
import type { MomentName, Role } from '../../model/phase.js'
import { toProjectPath } from '../../model/project-path.js'
import type { ThreadIdentity } from '../../model/report.js'
import { type Entry, findEntry } from './entry.js'

/** What happened in a thread, and when. */
type Moments = Partial<Record<MomentName, string>>

/** What a role is found by, besides the thread itself. */
export interface RoleOptions {
  /** Of the config; the first that matches counts. */
  rules: readonly RoleRule[]
  /** Absolute folders that paths in the rules are relative to. */
  roots: readonly string[]
  /** The main thread of the process, and what happened in it, of a worker thread. Absent: not known. */
  main?: { thread: ThreadIdentity; moments: Moments }
}

/**
 * What a thread is there for: Node's module hooks are known by their kind, all others by the rules of the config, by what they did, and
 * by the program that runs. Reads the links and the package.json of the program, as far as they are still there.
 */
export function findRole(thread: ThreadIdentity, moments: Moments, options: RoleOptions): Role {
  if (thread.kind === 'hooks') return 'hooks'
  const { main } = options
  const ruled = findRuled(thread, options)
  if (ruled) return ruled
  if (hasTests(moments) || becomesApp(thread)) return 'app'
  if (isTool(thread, moments)) return 'tool'
  if (moments.listening !== undefined) return 'app'
  if (moments.serving !== undefined) return 'pool'
  return main && isTool(main.thread, main.moments) ? 'tool' : 'app'
}

/** The role that a rule gives to the process. Its threads have it too, unless it is `app`: an app may have a pool. */
function findRuled(thread: ThreadIdentity, { rules, roots, main }: RoleOptions): Role | undefined {
  const entry = findEntry(main?.thread ?? thread)
  if (!entry) return undefined
  const role = rules.find(rule => matchesRule(entry, rule, roots))?.role
  return role === 'app' && thread.threadId !== 0 ? undefined : role
}

function matchesRule(entry: Entry, rule: RoleRule, roots: readonly string[]): boolean {
  if (rule.package !== undefined && !matchesGlob(entry.package ?? '', rule.package)) return false
  return rule.file === undefined || matchesGlob(toProjectPath(entry.file, roots), rule.file)
}

/** Whether tests run in a thread, by what happened there. */
function hasTests({ testing, tests }: Moments): boolean {
  return testing !== undefined || tests !== undefined
}

function becomesApp(thread: ThreadIdentity): boolean {
  const entry = findEntry(thread)
  return APP_TABLE.some(({ package: name, files }) => {
    const path = entry?.package === name ? entry.packagePath : undefined
    return path !== undefined && files.some(file => matchesGlob(path, file))
  })
}

function isTool(thread: ThreadIdentity, moments: Moments): boolean {
  if (thread.threadId !== 0) return false
  if (isTestParent(thread)) return true
  const entry = findEntry(thread)
  if (!entry) return false
  if (TOOL_PATHS.some(path => path.test(entry.file))) return true
  return TOOL_TABLE.some(row => isOf(row, entry, thread.argv) && row.unless.every(name => moments[name] === undefined))
}

// `node --test` runs no file of its own, and hands the flag on to nobody.
function isTestParent({ execArgv = [] }: ThreadIdentity): boolean {
  return execArgv.includes('--test')
}

function isOf({ package: name, files, commands }: ToolRow, entry: Entry, argv: string[]): boolean {
  return entry.package === name && isEntryOf(files, entry) && (!commands || commands.includes(findCommand(argv) ?? ''))
}

function isEntryOf(files: string[] | undefined, { packagePath, bins }: Entry): boolean {
  // A link in `.bin` whose target is gone.
  if (packagePath === undefined) return true
  if (files) return files.some(file => matchesGlob(packagePath, file))
  return bins?.includes(packagePath) ?? true
}

/** The first word after the entry that is neither an option nor may be the value of one. */
function findCommand(argv: string[]): string | undefined {
  const words = argv.slice(2)
  return words.find((word, index) => !word.startsWith('-') && !isOption(words[index - 1]))
}

function isOption(word: string | undefined): boolean {
  return word?.startsWith('-') === true && !word.includes('=')
}

/**
 * The tools whose processes nobody waits for: by the npm package and the command of it that a process runs. Mocha, uvu, tape and the like
 * are none: they run the tests in the process that was started.
 */
const TOOL_TABLE: ToolRow[] = [
  // Package managers and what starts scripts: the program is a child process of theirs.
  { package: 'npm', unless: [] },
  { package: 'pnpm', unless: [] },
  { package: 'yarn', unless: [] },
  { package: '@yarnpkg/cli-dist', unless: [] },
  // Runs npm, pnpm or yarn in its own process.
  { package: 'corepack', files: ['dist/*'], unless: [] },
  // Run commands as child processes, several at once or with other variables.
  { package: 'concurrently', unless: [] },
  { package: 'npm-run-all', unless: [] },
  { package: 'npm-run-all2', unless: [] },
  { package: 'cross-env', unless: [] },
  { package: 'dotenv-cli', unless: [] },
  { package: 'start-server-and-test', unless: [] },
  { package: 'turbo', unless: [] },
  // Restart the program, which is a child process.
  { package: 'nodemon', unless: [] },
  { package: 'tsx', unless: [] },
  // The daemon and pm2-runtime speak to each other by sockets. See below for what becomes the app.
  { package: 'pm2', files: ['bin/*', 'lib/Daemon.js', 'lib/binaries/*'], unless: [] },
  // Measure coverage of a child process.
  { package: 'c8', unless: [] },
  { package: 'nyc', unless: [] },
  // Parents of test runners. They may serve files to their workers, and some run tests themselves (`jest --runInBand`).
  { package: 'vitest', unless: ['testing'] },
  { package: 'jest', unless: ['testing'] },
  { package: 'jest-cli', unless: ['testing'] },
  { package: '@playwright/test', unless: ['testing'] },
  { package: 'playwright', unless: ['testing'] },
  { package: 'ava', unless: ['testing'] },
  { package: 'tap', unless: ['testing'] },
  { package: '@tapjs/run', unless: ['testing'] },
  // Bundlers: without a command they build, and whoever waits for one that listens waits for its loop.
  { package: 'webpack', unless: ['testing', 'listening'] },
  { package: 'webpack-cli', unless: ['testing', 'listening'] },
  { package: 'rollup', unless: ['testing', 'listening'] },
  { package: 'tsup', unless: ['testing', 'listening'] },
  { package: 'esbuild', unless: ['testing', 'listening'] },
  { package: 'parcel', unless: ['testing', 'listening'] },
  // Dev servers unless told to build.
  { package: 'vite', commands: ['build', 'optimize'], unless: ['testing', 'listening'] },
  // Some versions of `next build` listen for their own workers.
  { package: 'next', commands: ['build', 'lint', 'export', 'info', 'telemetry', 'typegen'], unless: ['testing'] },
  { package: 'astro', commands: ['build', 'check', 'sync'], unless: ['testing', 'listening'] },
  { package: 'nuxi', commands: ['build', 'generate', 'prepare'], unless: ['testing', 'listening'] },
  { package: 'nuxt', commands: ['build', 'generate', 'prepare'], unless: ['testing', 'listening'] },
  // Builds or starts the program, which is a child process.
  { package: '@nestjs/cli', unless: ['testing', 'listening'] },
  // Compilers, linters, formatters.
  { package: 'typescript', files: ['bin/tsc', 'lib/tsc.js'], unless: ['testing', 'listening'] },
  { package: 'eslint', unless: ['testing', 'listening'] },
  { package: 'prettier', unless: ['testing', 'listening'] },
]

/** Programs of packages that become the app, which they load; they may serve messages of their parent as a pool does. */
const APP_TABLE: { package: string; files: string[] }[] = [
  // pm2, in its modes `fork` and `cluster`.
  { package: 'pm2', files: ['lib/ProcessContainer*.js'] },
]

/** Where package managers keep programs that have no package.json beside them: files that are one program each. */
const TOOL_PATHS: RegExp[] = [
  // A project's own Yarn.
  /\/\.yarn\/releases\/yarn-[^/]+\.[cm]?js$/,
  // Fetched by corepack.
  /\/corepack\/v\d+\/(?:npm|pnpm|yarn)\/[^/]+\/(?:[^/]+\/)?[^/]+\.[cm]?js$/,
]

/** A tool, and when a process of it is none. */
interface ToolRow {
  /** npm package of the entry. */
  package: string
  /**
   * Globs for the paths of entries relative to the package.
   *
   * @default the commands that its package.json names; any when that is gone
   */
  files?: string[]
  /** First words after the entry with which it is a tool. @default any, and none */
  commands?: string[]
  /** What makes an app of it all the same. */
  unless: ('testing' | 'listening')[]
}
