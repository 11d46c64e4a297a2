// @ts-check
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './prepare.mjs'

/**
 * `runs`: how often tests that may be repeated were run in all; `repeats`: those of them that were not the first, and why.
 *
 * @typedef {{ passed: number, failed: number, skipped: number, runs?: number, repeats?: string[] }} Counts
 * @typedef {import('./count-reporter.js').Result} Result
 */

/** Longest time any step of `npm test` may take before it is stopped and counts as failed: a hang, on the slowest machine. */
export const STEP_LIMIT_MS = 30 * 60_000
const VITEST = join(root, 'node_modules/vitest/vitest.mjs')

/**
 * Runs one of Vitest's projects, once.
 *
 * @param {string} project
 * @param {{ variables?: NodeJS.ProcessEnv, limitMs?: number }} [options] more environment variables; longest time it may take
 * @returns {Counts}
 */
export function runVitest(project, { variables, limitMs = STEP_LIMIT_MS } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'loophound-test-'))
  const resultFile = join(folder, 'result.json')
  const reporters = ['--reporter=default', '--reporter=./test/count-reporter.ts']
  const { status, error } = spawnSync(process.execPath, [VITEST, 'run', '--project', project, ...reporters], {
    cwd: root,
    env: { ...process.env, ...variables, COUNT_FILE: resultFile },
    stdio: 'inherit',
    timeout: limitMs,
  })
  if (error) console.error(error.message)
  const result = readResult(resultFile)
  rmSync(folder, { recursive: true })
  const isExplained = status === 0 || result.errors > 0 || result.tests.some(({ state }) => state === 'failed')
  const counts = countTests(isExplained ? result : { ...result, errors: 1 })
  return project === 'unit' ? { ...counts, runs: 0 } : counts
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
  const passed = tests.filter(({ state }) => state === 'passed').length
  const failed = tests.filter(({ state }) => state === 'failed').length
  const repeats = tests.flatMap(({ name, repeats }) => repeats.map(({ why }) => `${why}: ${name}`))
  return {
    passed,
    failed: failed + errors,
    skipped: tests.length - passed - failed,
    runs: passed + failed + repeats.length,
    repeats,
  }
}
