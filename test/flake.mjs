// @ts-check
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * Does a guard flake? A suite of 20 tests that work for 35 ms each, with the threshold of 50, is run again and again while other programs
 * keep every core busy: none of its tests may fail. With work of 80 ms in one of them just that one must fail, every time.
 *
 * Usage: `npm run test:flake [-- <runs of each kind> [node-test | vitest]]`
 *
 * @typedef {'node-test' | 'vitest'} Runner
 */

const RUNS = Number(process.argv[2] ?? 50)
/** @type {Runner[]} */
const RUNNERS = ['node-test', 'vitest']
const BLOCKER = 'test 7'
const RUNNER_MODULES = { 'node-test': 'node:test', vitest: 'vitest' }

/** CPU time, since that is what work is: by the clock it takes two or three times as long when others have the cores. */
const WORK = `function work(ms) {
  const before = process.cpuUsage()
  for (;;) {
    for (let count = 0; count < 20_000; count++);
    const { user, system } = process.cpuUsage(before)
    if (user + system >= ms * 1000) return
  }
}`

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'loophound-flake-'))
/** Ends by itself when this script does, however that is. */
const HOG = 'const parent = process.ppid; while (process.ppid === parent) for (let count = 0; count < 1e8; count++);'
const hogs = Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ['-e', HOG]))

try {
  if (!existsSync(join(root, 'dist/index.js'))) throw new Error('dist: expected a build, got none; run `npm run build`')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const wanted = RUNNERS.filter(runner => [undefined, runner].includes(/** @type {Runner} */ (process.argv[3])))
  process.exitCode = wanted.map(tryRunner).every(Boolean) ? 0 : 1
} finally {
  for (const hog of hogs) hog.kill('SIGKILL')
  rmSync(folder, { recursive: true })
}

/**
 * @param {Runner} runner
 * @returns {boolean} whether it never flaked
 */
function tryRunner(runner) {
  const quiet = runMany(runner, 35)
  const blocked = runMany(runner, 80)
  const falseAlarms = quiet.filter(failed => failed.length > 0)
  const right = blocked.filter(failed => failed.join() === BLOCKER)
  const missed = blocked.filter(failed => !failed.includes(BLOCKER))
  console.log(`${runner} on Node ${process.version}, ${hogs.length} busy programs on ${availableParallelism()} cores`)
  console.log(`  35 ms in each of 20 tests: a false failure in ${falseAlarms.length} of ${RUNS} runs`)
  console.log(
    `  80 ms in one of them: that one alone failed in ${right.length} of ${RUNS} runs, missed in ${missed.length}`,
  )
  for (const failed of [...falseAlarms, ...blocked.filter(failed => !right.includes(failed))].slice(0, 5))
    console.log(`    failed: ${failed.join(', ') || 'none'}`)
  return falseAlarms.length === 0 && right.length === RUNS
}

/**
 * Names of the tests that failed, for each run.
 *
 * @param {Runner} runner
 * @param {number} longestMs work of one test
 */
function runMany(runner, longestMs) {
  const args = writeSuite(runner, longestMs)
  return Array.from({ length: RUNS }, () => {
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    const lines = [...stdout.matchAll(/^\s*(?<ok>not ok|ok) \d+ - (?:.* > )?(?<name>test \d+)\b/gm)]
    if (lines.length !== 20) throw new Error(`expected 20 tests, got ${stdout}${stderr}`)
    const failed = lines.filter(({ groups }) => groups?.ok === 'not ok').map(({ groups }) => groups?.name)
    if (process.env.FLAKE_VERBOSE && failed.length > 0) console.log(stdout)
    return failed
  })
}

/**
 * @param {Runner} runner
 * @param {number} longestMs work of one test
 * @returns {string[]} what to start Node.js with
 */
function writeSuite(runner, longestMs) {
  const entry = pathToFileURL(join(root, `dist/${runner}.js`)).href
  const tests = Array.from({ length: 20 }, (_, index) => {
    const name = `test ${index + 1}`
    return `test('${name}', () => work(${name === BLOCKER ? longestMs : 35}))`
  })
  writeFileSync(
    join(folder, 'suite.test.mjs'),
    [`import { test } from '${RUNNER_MODULES[runner]}'`, WORK, ...tests].join('\n'),
  )
  if (runner === 'node-test') return ['--import', entry, '--test-reporter=tap', 'suite.test.mjs']
  writeFileSync(join(folder, 'setup.mjs'), `import { guardTests } from ${JSON.stringify(entry)}\nguardTests()\n`)
  writeFileSync(join(folder, 'vitest.config.mjs'), `export default { test: { setupFiles: ['./setup.mjs'] } }\n`)
  return ['node_modules/vitest/vitest.mjs', 'run', '--reporter=tap-flat']
}
