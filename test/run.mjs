// @ts-check
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { explainMissingNodes, hasBuilds } from './node-matrix/find-nodes.mjs'
import { installIfNeeded, root } from './prepare.mjs'
import { runVitest, STEP_LIMIT_MS } from './run-vitest.mjs'

/**
 * All checks of the project, in order: `npm test`, or `npm test -- unit lint` for some of them. Each tool counts as one
 * check, of Vitest's tests each counts. One that fails does not keep the others from running, unless they need its result.
 *
 * @typedef {{ name: string, run: () => Counts, needs?: string, isExtra?: boolean }} Step `isExtra`: runs only when it is named
 * @typedef {import('./run-vitest.mjs').Counts} Counts
 * @type {Step[]}
 */
const steps = [
  { name: 'lint', run: () => runTool('lint') },
  { name: 'types', run: () => runTool('types') },
  { name: 'knip', run: () => runTool('knip') },
  { name: 'build', run: () => runTool('build') },
  { name: 'publint', run: () => runTool('publint'), needs: 'build' },
  { name: 'attw', run: () => runTool('attw'), needs: 'build' },
  { name: 'unit', run: () => runVitest('unit') },
  { name: 'package', run: () => runVitest('package'), needs: 'build' },
  { name: 'scenarios', run: runScenarios, needs: 'build' },
  { name: 'services', run: runServices, needs: 'build', isExtra: true },
  { name: 'runtimes', run: runRuntimes, needs: 'build', isExtra: true },
]

process.exitCode = runAll(process.argv.slice(2))

/** @param {string[]} wanted names of steps; all when empty */
function runAll(wanted) {
  const unknown = wanted.find(name => !steps.some(step => step.name === name))
  if (unknown) {
    console.error(`step: expected one of ${steps.map(step => step.name).join(', ')}, got ${JSON.stringify(unknown)}`)
    return 2
  }
  const results = [{ name: 'install', ...runStep({ name: 'install', run: install }) }]
  if (results[0]?.failed === 0) {
    for (const step of steps) {
      if (wanted.length > 0 ? !wanted.includes(step.name) : step.isExtra) continue
      const blocked = results.some(result => result.name === step.needs && result.failed > 0)
      results.push({ name: step.name, ...(blocked ? countAsBlocked(step) : runStep(step)) })
    }
  }
  return printSummary(results)
}

/**
 * @param {Step} step
 * @returns {Counts & { durationMs: number }}
 */
function runStep({ name, run }) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 76 - name.length))}`)
  const startMs = performance.now()
  const counts = run()
  return { ...counts, durationMs: performance.now() - startMs }
}

/** @param {Step} step */
function countAsBlocked({ name, needs }) {
  console.log(`\n── ${name}: not run, since ${needs} failed`)
  return { passed: 0, failed: 1, skipped: 0, durationMs: 0 }
}

function install() {
  try {
    installIfNeeded(root)
    return { passed: 1, failed: 0, skipped: 0 }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/**
 * @param {string} script of package.json
 * @returns {Counts}
 */
function runTool(script) {
  const ok = runScript(script, [])
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

function runScenarios() {
  try {
    if (hasBuilds()) installIfNeeded(join(root, 'test/node-matrix'))
    installIfNeeded(join(root, 'test/scenarios/programs/packages'))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const missing = explainMissingNodes()
  if (missing) console.log(`Running on ${process.version} only: ${missing}`)
  return runVitest('scenarios')
}

/** What needs programs that npm does not install. */
function runServices() {
  const isThere = spawnSync('redis-server', ['--version']).status === 0
  if (isThere) return runVitest('services')
  console.error('redis-server: expected it on the PATH, got none. On Debian: apt-get install redis-server')
  return { passed: 0, failed: 1, skipped: 0 }
}

/** Bun and Deno, of which npm has builds for each platform; the lock file is for one. */
function runRuntimes() {
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

/**
 * @param {string} script of package.json
 * @param {string[]} args
 * @returns {boolean} whether it exited with 0
 */
function runScript(script, args) {
  const { status, error } = spawnSync('npm', ['run', '--silent', script, '--', ...args], {
    cwd: root,
    stdio: 'inherit',
    timeout: STEP_LIMIT_MS,
    shell: process.platform === 'win32',
  })
  if (error) console.error(error.message)
  return status === 0
}

/**
 * @param {(Counts & { name: string, durationMs: number })[]} results
 * @returns {number} exit code
 */
function printSummary(results) {
  console.log(`\n── summary ${'─'.repeat(69)}`)
  for (const { name, passed, failed, skipped, durationMs } of results) {
    const skips = skipped > 0 ? `, ${skipped} skipped` : ''
    const counts = `${passed} passed, ${failed} failed${skips}`
    console.log(`${failed > 0 ? '✗' : '✓'} ${name.padEnd(16)}${counts.padEnd(34)}${(durationMs / 1000).toFixed(1)} s`)
  }
  printFlaky(results.flatMap(({ name, flaky = [] }) => flaky.map(test => `${name}: ${test}`)))
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const failed = results.reduce((sum, result) => sum + result.failed, 0)
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
}

/** @param {string[]} tests */
function printFlaky(tests) {
  if (tests.length === 0) return
  console.log(`\n── FLAKY: ${tests.length} passed on another try only ${'─'.repeat(40)}`)
  for (const test of tests) console.log(`flaky: ${test}`)
}
