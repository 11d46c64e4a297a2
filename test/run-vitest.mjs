// @ts-check
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './prepare.mjs'
import { RETRY } from './retries.mjs'

/**
 * @typedef {{ passed: number, failed: number, skipped: number, flaky?: string[] }} Counts `flaky`: what did not pass on the first try
 * @typedef {import('./count-reporter.js').Result} Result
 * @typedef {import('./count-reporter.js').Test} Test
 */

/** Longest time any step may take before it is stopped and counts as failed. */
export const STEP_LIMIT_MS = 20 * 60_000
/** More than these are no noise. */
const MOST_ALONE = 5
const VITEST = join(root, 'node_modules/vitest/vitest.mjs')

/**
 * Runs one of Vitest's projects. Two tests of child processes at a time are a load to each other: the few that fail even so get one more
 * try when all else is done, each alone, but for those that found what no noise excuses (test/retries.mjs).
 *
 * @param {string} project
 * @returns {Counts}
 */
export function runVitest(project) {
  const result = run(project, [])
  const counts = countTests(result)
  const excusable = project === 'unit' ? [] : findExcusable(result)
  if (excusable.length > MOST_ALONE) return counts
  return excusable.filter(test => passesAlone(project, test)).reduce(countAsFlaky, counts)
}

/**
 * @param {string} project
 * @param {string[]} args
 * @returns {Result}
 */
function run(project, args) {
  const folder = mkdtempSync(join(tmpdir(), 'loophound-test-'))
  const resultFile = join(folder, 'result.json')
  const reporters = ['--reporter=default', '--reporter=./test/count-reporter.ts']
  const { status, error } = spawnSync(process.execPath, [VITEST, 'run', '--project', project, ...reporters, ...args], {
    cwd: root,
    env: { ...process.env, COUNT_FILE: resultFile },
    stdio: 'inherit',
    timeout: STEP_LIMIT_MS,
  })
  if (error) console.error(error.message)
  const result = readResult(resultFile)
  rmSync(folder, { recursive: true })
  const isExplained = status === 0 || result.errors > 0 || result.tests.some(({ state }) => state === 'failed')
  return isExplained ? result : { ...result, errors: 1 }
}

/**
 * @param {string} resultFile
 * @returns {Result} one error when Vitest did not get to its end
 */
function readResult(resultFile) {
  try {
    return JSON.parse(readFileSync(resultFile, 'utf8'))
  } catch {
    return { tests: [], errors: 1 }
  }
}

/**
 * @param {Result} result
 * @returns {Counts}
 */
function countTests({ tests, errors }) {
  const passed = tests.filter(({ state }) => state === 'passed')
  const failed = tests.filter(({ state }) => state === 'failed')
  return {
    passed: passed.length,
    failed: failed.length + errors,
    skipped: tests.length - passed.length - failed.length,
    flaky: passed.filter(({ messages }) => messages.length > 0).map(describeFlaky),
  }
}

/** @param {Result} result */
function findExcusable({ tests }) {
  return tests.filter(
    ({ state, messages }) => state === 'failed' && messages.every(message => RETRY.condition.test(message)),
  )
}

/**
 * @param {string} project
 * @param {Test} test
 */
function passesAlone(project, { file, name }) {
  console.log(`\n── again, alone: ${name}`)
  const pattern = `${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`
  const { passed, failed } = countTests(run(project, [file, '--testNamePattern', pattern, '--maxWorkers=1']))
  return passed > 0 && failed === 0
}

/**
 * @param {Counts} counts
 * @param {Test} test
 * @returns {Counts}
 */
function countAsFlaky({ passed, failed, flaky = [], ...counts }, test) {
  return { ...counts, passed: passed + 1, failed: failed - 1, flaky: [...flaky, describeFlaky(test)] }
}

/** @param {Test} test */
function describeFlaky({ name, messages }) {
  return [name, ...messages.map(message => message.replace(/^/gm, '    '))].join('\n')
}
