/**
 * The tools whose processes nobody waits for: by the npm package and the command of it that a process runs. Mocha, uvu, tape and the like
 * are none: they run the tests in the process that was started.
 */
export const TOOL_TABLE: ToolRow[] = [
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
export const APP_TABLE: { package: string; files: string[] }[] = [
  // pm2, in its modes `fork` and `cluster`.
  { package: 'pm2', files: ['lib/ProcessContainer*.js'] },
]

/** Where package managers keep programs that have no package.json beside them: files that are one program each. */
export const TOOL_PATHS: RegExp[] = [
  // A project's own Yarn.
  /\/\.yarn\/releases\/yarn-[^/]+\.[cm]?js$/,
  // Fetched by corepack.
  /\/corepack\/v\d+\/(?:npm|pnpm|yarn)\/[^/]+\/(?:[^/]+\/)?[^/]+\.[cm]?js$/,
]

/** A tool, and when a process of it is none. */
export interface ToolRow {
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
