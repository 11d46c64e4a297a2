// @ts-check
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Runs the test suites of public packages, as their tarballs carry them, without and with `loophound run`, in turns: the results must be
 * the same. Prints how much longer it took and what blocked. Needs the network; not part of `npm test`.
 *
 * Usage: `npm run test:public-suites [-- <pairs of runs>]`
 *
 * @typedef {{ name: string, version: string, files: string[] }} Suite
 * @typedef {{ exitCode: number | null, output: string, durationMs: number }} Run
 * @typedef {{ durationMs: number, cause: string, culprit?: { file: string } }} Block
 */

/** @type {Suite[]} */
const SUITES = [
  { name: 'qs', version: '6.17.1', files: ['test/**/*.js'] },
  { name: 'minimist', version: '1.2.8', files: ['test/**/*.js'] },
  { name: 'deep-equal', version: '2.2.3', files: ['test/**/*.js'] },
]

/** What all of them are written for. */
const TAPE_VERSION = '5.10.2'

const BIN = fileURLToPath(new URL('../dist/bin.js', import.meta.url))
const PAIRS = Number(process.argv[2] ?? 11)
const folder = mkdtempSync(join(tmpdir(), 'loophound-suites-'))

try {
  if (!existsSync(BIN)) throw new Error('dist: expected a build, got none; run `npm run build`')
  const areSame = SUITES.map(compare)
  process.exitCode = areSame.every(Boolean) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true })
}

/**
 * @param {Suite} suite
 * @returns {boolean} whether all runs had the same results
 */
function compare(suite) {
  const cwd = install(suite)
  const pairs = Array.from({ length: PAIRS }, (_, index) => runPair(suite, cwd, index % 2 === 0))
  const [first] = pairs
  const different = pairs.filter(({ plain, watched }) => {
    return watched.exitCode !== plain.exitCode || watched.output !== plain.output
  })
  const ratios = pairs.map(({ plain, watched }) => watched.durationMs / plain.durationMs)
  const addedMs = pairs.map(({ plain, watched }) => watched.durationMs - plain.durationMs)
  console.log(`\n${suite.name} ${suite.version}, ${PAIRS} pairs of runs on Node ${process.version}`)
  console.log(`  ${countAssertions(first?.plain.output ?? '')}, exit code ${first?.plain.exitCode}`)
  console.log(`  results with loophound: ${different.length === 0 ? 'the same' : `others in ${different.length} runs`}`)
  const plainMs = findMedian(pairs.map(({ plain }) => plain.durationMs))
  console.log(
    `  takes ${plainMs.toFixed(0)} ms, with loophound ${findMedian(ratios).toFixed(2)} times as long (${findMedian(addedMs).toFixed(0)} ms more)`,
  )
  tellBlocks(pairs.map(({ blocks }) => blocks))
  for (const pair of different.slice(0, 1)) console.log(findDifference(pair.plain.output, pair.watched.output))
  return different.length === 0
}

/**
 * The packed package with those of its development dependencies that its tests load.
 *
 * @param {Suite} suite
 */
function install({ name, version }) {
  const cwd = join(folder, name)
  execFileSync('npm', ['pack', '--silent', `${name}@${version}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  execFileSync('mkdir', [cwd])
  execFileSync('tar', ['xzf', `${name}-${version}.tgz`, '-C', cwd, '--strip-components', '1'], { cwd: folder })
  const file = join(cwd, 'package.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  const tests = readTests(join(cwd, 'test'))
  const needed = Object.entries(manifest.devDependencies).filter(([tool]) => tests.includes(`require('${tool}`))
  writeFileSync(
    file,
    JSON.stringify({
      ...manifest,
      scripts: {},
      devDependencies: { ...Object.fromEntries(needed), tape: TAPE_VERSION },
    }),
  )
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error']
  execFileSync('npm', ['install', ...options], { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
  return cwd
}

/** @param {string} at */
function readTests(at) {
  const names = readdirSync(at, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.js'))
  return names.map(name => readFileSync(join(at, name), 'utf8')).join('\n')
}

/**
 * @param {Suite} suite
 * @param {string} cwd
 * @param {boolean} isPlainFirst
 */
function runPair({ files }, cwd, isPlainFirst) {
  const command = ['node', 'node_modules/tape/bin/tape', ...files]
  const report = join(folder, 'report.json')
  const watch = [BIN, 'run', '--reporter', `json=${report}`, '--', ...command]
  const before = isPlainFirst ? runIn(cwd, command.slice(1)) : undefined
  const judged = runIn(cwd, watch)
  const plain = before ?? runIn(cwd, command.slice(1))
  const { blocks, exitCode } = JSON.parse(readFileSync(report, 'utf8'))
  return { plain, watched: { ...judged, exitCode }, blocks: /** @type {Block[]} */ (blocks) }
}

/**
 * @param {string} cwd
 * @param {string[]} args
 * @returns {Run}
 */
function runIn(cwd, args) {
  const startMs = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1e9 })
  const durationMs = performance.now() - startMs
  return { exitCode: status, output: normalize(stdout + stderr), durationMs }
}

/**
 * Without what differs from run to run: names of temporary files and folders, process ids.
 *
 * @param {string} output
 */
function normalize(output) {
  return output.replaceAll(/\/tmp\/tmp-[\w-]+/g, '<temporary>').replaceAll(/\(node:\d+\)/g, '(node:<pid>)')
}

/** @param {string} output */
function countAssertions(output) {
  const read = (/** @type {string} */ name) => Number(new RegExp(`^# ${name} +(\\d+)$`, 'm').exec(output)?.[1] ?? 0)
  return `${read('tests')} assertions, ${read('fail')} failed`
}

/** @param {Block[][]} runs */
function tellBlocks(runs) {
  const blocked = runs.filter(blocks => blocks.length > 0)
  console.log(`  blocks: in ${blocked.length} of ${runs.length} runs`)
  /** @type {Map<string, number[]>} */
  const places = new Map()
  for (const { culprit, cause, durationMs } of runs.flat()) {
    // By file: tape runs all synchronous tests of a file in one turn of the loop, so that no line has much of it.
    const place = culprit ? culprit.file.replace(`${folder}/`, '') : 'not named'
    const key = `${cause} ${place}`
    places.set(key, [...(places.get(key) ?? []), durationMs])
  }
  for (const [place, durationsMs] of places) {
    console.log(`    ${place}: ${durationsMs.length} times, median ${findMedian(durationsMs).toFixed(0)} ms`)
  }
}

/** @param {number[]} numbers */
function findMedian(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/**
 * @param {string} expected
 * @param {string} got
 */
function findDifference(expected, got) {
  const gotLines = got.split('\n')
  const index = expected.split('\n').findIndex((line, at) => line !== gotLines[at])
  return `  first difference: expected ${expected.split('\n')[index]}, got ${gotLines[index]}`
}
