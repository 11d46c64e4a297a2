// @ts-check
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { explainMissingNodes, hasBuilds } from './node-matrix/find-nodes.mjs'
import { installIfNeeded, root } from './prepare.mjs'
import { runVitest, STEP_LIMIT_MS } from './run-vitest.mjs'

/**
 * All checks of the project: `npm test`, or `npm test -- unit lint` for some of them. Each tool counts as one check, of Vitest's tests each
 * counts. One that fails does not keep the others from running, unless they need its result.
 *
 * @typedef {import('./run-vitest.mjs').Counts} Counts
 * @typedef {Counts & { name: string, durationMs: number }} Result
 * @typedef {{ name: string, run: () => Counts | Promise<Counts>, needs?: string, isExtra?: boolean }} Step `isExtra`: runs only when it
 *   is named
 */

/**
 * What takes one core only, in two lanes at once.
 *
 * @type {Step[][]}
 */
const lanes = [
  [{ name: 'types', run: () => runTool('types') }],
  [
    { name: 'build', run: () => runTool('build') },
    { name: 'lint', run: () => runTool('lint') },
    { name: 'knip', run: () => runTool('knip') },
    { name: 'publint', run: () => runTool('publint'), needs: 'build' },
    { name: 'attw', run: () => runTool('attw'), needs: 'build' },
  ],
]

/**
 * What takes all cores, or measures time: one after the other.
 *
 * @type {Step[]}
 */
const tests = [
  { name: 'unit', run: () => runVitest('unit') },
  { name: 'package', run: () => runVitest('package'), needs: 'build' },
  { name: 'scenarios', run: () => runScenarios(), needs: 'build' },
  { name: 'matrix', run: () => runScenarios({ isMatrix: true }), needs: 'build', isExtra: true },
  { name: 'services', run: runServices, needs: 'build', isExtra: true },
  { name: 'runtimes', run: runRuntimes, needs: 'build', isExtra: true },
]

process.exitCode = await runAll(process.argv.slice(2))

/** @param {string[]} wanted names of steps; all when empty */
async function runAll(wanted) {
  const names = [...lanes.flat(), ...tests].map(({ name }) => name)
  const unknown = wanted.find(name => !names.includes(name))
  if (unknown) {
    console.error(`step: expected one of ${names.join(', ')}, got ${JSON.stringify(unknown)}`)
    return 2
  }
  const startMs = performance.now()
  /** @type {Result[]} */
  const results = []
  await runSteps([{ name: 'install', run: install }], results)
  if (results[0]?.failed === 0) {
    /** @param {Step} step */
    const isWanted = ({ name, isExtra }) => (wanted.length > 0 ? wanted.includes(name) : !isExtra)
    await Promise.all(lanes.map(steps => runSteps(steps.filter(isWanted), results)))
    await runSteps(tests.filter(isWanted), results)
  }
  return printSummary(results, performance.now() - startMs)
}

/**
 * @param {Step[]} steps
 * @param {Result[]} results of all steps so far; those of these are added
 */
async function runSteps(steps, results) {
  for (const step of steps) {
    const isBlocked = results.some(({ name, failed }) => name === step.needs && failed > 0)
    const startMs = performance.now()
    const counts = isBlocked ? countAsBlocked(step) : await step.run()
    results.push({ name: step.name, ...counts, durationMs: performance.now() - startMs })
  }
}

/**
 * @param {Step} step
 * @returns {Counts}
 */
function countAsBlocked({ name, needs }) {
  printTitle(`${name}: not run, since ${needs} failed`)
  return { passed: 0, failed: 1, skipped: 0 }
}

/** @returns {Counts} */
function install() {
  printTitle('install')
  try {
    installIfNeeded(root)
    return { passed: 1, failed: 0, skipped: 0 }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/**
 * Runs a tool; what it prints is shown when it is done, since another may run beside it.
 *
 * @param {string} script of package.json
 * @returns {Promise<Counts>}
 */
async function runTool(script) {
  const options = { cwd: root, timeout: STEP_LIMIT_MS, shell: process.platform === 'win32' }
  const child = spawn('npm', ['run', '--silent', script], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  /** @type {Buffer[]} */
  const output = []
  child.stdout.on('data', chunk => output.push(chunk))
  child.stderr.on('data', chunk => output.push(chunk))
  const status = await new Promise(done => {
    child.once('error', error => done(error.message)).once('close', done)
  })
  printTitle(script)
  process.stdout.write(Buffer.concat(output))
  if (typeof status === 'string') console.error(status)
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 }
}

/**
 * @param {{ isMatrix?: boolean }} [options] whether each program runs on each Node.js, and not on one in turn
 * @returns {Counts}
 */
function runScenarios({ isMatrix = false } = {}) {
  printTitle(isMatrix ? 'scenarios on all Node.js' : 'scenarios')
  try {
    if (hasBuilds()) installIfNeeded(join(root, 'test/node-matrix'))
    installIfNeeded(join(root, 'test/scenarios/programs/packages'))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const missing = explainMissingNodes()
  if (missing) console.log(`Running on ${process.version} only: ${missing}`)
  else if (!isMatrix)
    console.log('Of the corpus each program runs on one Node.js in turn; npm run test:matrix takes all.')
  return runVitest('scenarios', isMatrix ? { variables: { ALL_NODES: '1' }, limitMs: 2 * STEP_LIMIT_MS } : {})
}

/**
 * What needs programs that npm does not install.
 *
 * @returns {Counts}
 */
function runServices() {
  printTitle('services')
  const isThere = spawnSync('redis-server', ['--version']).status === 0
  if (isThere) return runVitest('services')
  console.error('redis-server: expected it on the PATH, got none. On Debian: apt-get install redis-server')
  return { passed: 0, failed: 1, skipped: 0 }
}

/**
 * Bun and Deno, of which npm has builds for each platform; the lock file is for one.
 *
 * @returns {Counts}
 */
function runRuntimes() {
  printTitle('runtimes')
  if (!hasBuilds()) {
    console.log(`Not run: Bun and Deno are tried on Linux x64 only, this is ${process.platform} ${process.arch}`)
    return { passed: 0, failed: 0, skipped: 1 }
  }
  try {
    installIfNeeded(join(root, 'test/runtimes'))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  return runVitest('runtimes')
}

/** @param {string} title */
function printTitle(title) {
  console.log(`\n── ${title} ${'─'.repeat(Math.max(0, 76 - title.length))}`)
}

/**
 * @param {Result[]} results
 * @param {number} totalMs less than the sum, where steps ran at once
 * @returns {number} exit code
 */
function printSummary(results, totalMs) {
  printTitle('summary')
  for (const { name, passed, failed, skipped, durationMs } of results) {
    const skips = skipped > 0 ? `, ${skipped} skipped` : ''
    const counts = `${passed} passed, ${failed} failed${skips}`
    console.log(`${failed > 0 ? '✗' : '✓'} ${name.padEnd(16)}${counts.padEnd(34)}${(durationMs / 1000).toFixed(1)} s`)
  }
  console.log(`  ${'in all'.padEnd(50)}${(totalMs / 60_000).toFixed(1)} min`)
  printRepeats(results)
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const failed = results.reduce((sum, result) => sum + result.failed, 0)
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
}

/**
 * How often a test was run again, since a measurement said that the run before was disturbed.
 *
 * @param {Result[]} results
 */
function printRepeats(results) {
  const repeats = results.flatMap(({ repeats = [] }) => repeats)
  const runs = results.reduce((sum, { runs = 0 }) => sum + runs, 0)
  if (runs === 0) return
  console.log(`\nrepeated: ${repeats.length} runs of ${runs}${repeats.length > 0 ? ', because' : ''}`)
  for (const repeat of repeats) console.log(`  ${repeat}`)
}
