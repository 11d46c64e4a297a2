// @ts-check
import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort, request, waitForPort } from './client.mjs'
import { zoo } from './programs.mjs'

/**
 * @typedef {object} Run
 * @property {number | null} exitCode of `loophound run`
 * @property {string | undefined} error why the run could not be driven to its end
 * @property {import('../../src/model/report.js').Report} [report] absent when none was written
 * @property {number | undefined} truthMs how long the planted block took, by its own clock
 *
 * @typedef {object} Setting
 * @property {import('./programs.mjs').Program} program
 * @property {string} execPath of the Node.js under test
 * @property {boolean} isPlanted
 * @property {string} folder of this run; exists and is empty
 */

/** The longest that a run may take, in ms. */
const LIMIT_MS = 60_000
const bin = join(zoo, '../../dist/bin.js')

/**
 * Runs one program under `loophound run`, asks what is to be asked of it, and ends whatever it leaves behind.
 *
 * @param {Setting} setting
 * @returns {Promise<Run>}
 */
export async function runProgram(setting) {
  const { program, execPath, folder } = setting
  const port = program.drive ? await findFreePort() : 0
  const files = { report: join(folder, 'report.json'), truth: join(folder, 'truth') }
  const output = openSync(join(folder, 'output.txt'), 'w')
  const options = [...(program.options ?? []), '--reporter', `json=${files.report}`]
  const child = spawn(execPath, [bin, 'run', ...options, '--', ...program.command], {
    cwd: findFolder(program),
    env: createEnvironment(setting, port, files.truth),
    stdio: ['ignore', output, output],
    // A group of its own, as a terminal has it: Ctrl-C goes to all of it.
    detached: true,
  })
  closeSync(output)
  const ended = new Promise(resolve => child.on('close', resolve))
  const driven = program.drive ? drive(program.drive, port, child) : undefined
  const error = await waitForEnd(ended, driven)
  endLeftovers(files.truth)
  return {
    exitCode: child.exitCode,
    error,
    report: existsSync(files.report) ? JSON.parse(readFileSync(files.report, 'utf8')) : undefined,
    truthMs: existsSync(files.truth) ? Number(readFileSync(files.truth, 'utf8')) : undefined,
  }
}

/** @param {import('./programs.mjs').Program} program */
export function findFolder({ folder = '.' }) {
  return join(zoo, 'programs', folder)
}

/**
 * What a program finds in its environment: the Node.js under test comes first on the PATH, since scripts of npm call `node`.
 *
 * @param {{ program: import('./programs.mjs').Program, execPath: string, folder: string, isPlanted?: boolean }} setting
 * @param {number} port
 * @param {string} truth file for the time that the planted block takes
 * @returns {NodeJS.ProcessEnv}
 */
export function createEnvironment({ program, execPath, folder, isPlanted = false }, port, truth) {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|CI$|GITHUB_|FORCE_COLOR|ZOO_)/i.test(name))
  return {
    ...Object.fromEntries(own),
    PATH: [dirname(execPath), join(zoo, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    CI: '1',
    NO_COLOR: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    npm_config_update_notifier: 'false',
    PM2_HOME: join(folder, 'pm2'),
    PORT: String(port),
    ZOO_OUT: join(folder, 'out'),
    ZOO_PLANTED: isPlanted ? (program.planted.place ?? 'yes') : '',
    ZOO_TRUTH: truth,
    ...program.env,
  }
}

/**
 * @param {import('./programs.mjs').Drive} drive
 * @param {number} port
 * @param {import('node:child_process').ChildProcess} child
 */
async function drive({ paths = ['/', '/', '/work', '/'], end }, port, child) {
  await waitForPort(port, child)
  for (const path of paths) await (typeof path === 'number' ? sleep(path) : request(port, path))
  await sleep(200)
  const pid = child.pid ?? 0
  if (end === 'close' || end === 'abort' || end === 'throw') await request(port, `/${end}`)
  else if (end === 'ctrl-c') process.kill(-pid, 'SIGINT')
  else if (end === 'sigterm') process.kill(pid, 'SIGTERM')
  else process.kill(Number(await request(port, '/pid')), end === 'sigkill-app' ? 'SIGKILL' : 'SIGTERM')
}

/**
 * @param {Promise<unknown>} ended
 * @param {Promise<void> | undefined} driven
 * @returns {Promise<string | undefined>} what went wrong
 */
async function waitForEnd(ended, driven) {
  const failed = driven?.then(
    () => undefined,
    error => `the client failed: ${error.message}`,
  )
  const timer = new AbortController()
  const late = sleep(LIMIT_MS, `not over after ${LIMIT_MS / 1000} s`, { signal: timer.signal }).catch(() => undefined)
  const first = await Promise.race([ended.then(() => undefined), late, ...(failed ? [failed.then(neverWhenFine)] : [])])
  timer.abort()
  return first ?? (await Promise.race([failed, sleep(1000)]))
}

/** @param {string | undefined} error */
function neverWhenFine(error) {
  return error === undefined ? new Promise(() => {}) : error
}

/**
 * Ends every process of the run that is still there: by what only this run has in its environment.
 *
 * @param {string} truth
 */
function endLeftovers(truth) {
  if (process.platform !== 'linux') return
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`ZOO_TRUTH=${truth}\0`))
        process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It is gone, or someone else's.
    }
  }
}
