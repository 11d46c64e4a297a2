import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loophound-hang-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

// CPU time of the thread itself, which is what the timeout is about: wall time would depend on what else the machine does.
const SPEND = `function spend(ms) {
  const read = () => require('node:fs').readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0] / 1e6
  for (const start = read(); read() - start < ms; ) for (let count = 0; count < 1e5; count++);
}`
const ENDLESS = 'function spin() { for (let count = 0; ; ) count = (count + 1) | 0 }'
const TIMEOUT_MS = 1200

describe.each(findOldestAndNewest())('on $name', ({ execPath }) => {
  test('an endless loop is ended after all that blocked before it was kept', async () => {
    const run = await watch(
      execPath,
      `${SPEND}; ${ENDLESS}
      setTimeout(function grind() { spend(200); setTimeout(() => spin(), 500) }, 500)`,
    )
    expect(run.exitCode).toBe(1)
    expect(run.stderr).toMatch(/and still is: javascript\n {2}spin app\.cjs:4:\d+/)
    expect(run.stderr).toContain('hang timeout reached')
    expect(run.report.verdict).toMatchObject({ status: 'fail' })
    expect(run.report.verdict.reasons[0]).toMatch(
      /^process \d+ was ended after \d{4} ms in an endless loop at spin app\.cjs:4:\d+$/,
    )
    const names = run.report.blocks.map(({ stack }) => stack.map(frame => frame.function))
    expect(names.some(functions => functions.includes('grind'))).toBe(true)
  })

  test('what takes nearly as long is not, again and again', async () => {
    const run = await watch(
      execPath,
      `${SPEND}
      let count = 0
      const timer = setInterval(function nearly() {
        spend(${TIMEOUT_MS * 0.75})
        if (++count === 2) clearInterval(timer)
      }, 200)
      process.on('exit', () => console.log('done'))`,
    )
    expect(run).toMatchObject({ exitCode: 1, stdout: 'done\n' })
    expect(run.report.blocks.filter(({ ended }) => ended)).toEqual([])
  })
})

test('an endless loop at the top of the entry is ended, too', async () => {
  const run = await watch(process.execPath, `${ENDLESS}\nspin()`)
  expect(run.exitCode).toBe(1)
  expect(run.report.verdict.reasons[0]).toMatch(/in an endless loop at spin app\.cjs:1:\d+$/)
})

test('a process that waits for its child is not ended, and its child in an endless loop is', async () => {
  const child = `setTimeout(function spin() { for (let count = 0; ; ) count = (count + 1) | 0 }, 100)`
  const run = await watch(
    process.execPath,
    `const { spawnSync } = require('node:child_process')
    setTimeout(() => console.log(spawnSync(process.execPath, ['-e', ${JSON.stringify(child)}]).signal), 100)`,
  )
  expect(run).toMatchObject({ exitCode: 1, stdout: 'SIGKILL\n' })
  expect(run.report.blocks.filter(({ ended }) => ended)).toHaveLength(1)
})

test('the process of a worker thread in an endless loop is ended', async () => {
  const run = await watch(
    process.execPath,
    `const { Worker } = require('node:worker_threads')
    new Worker(${JSON.stringify(`${ENDLESS}; setTimeout(() => spin(), 200)`)}, { eval: true })`,
  )
  expect(run.exitCode).toBe(1)
  expect(run.report.verdict.reasons[0]).toMatch(/in an endless loop in thread \d+ at spin /)
})

test('a process that is stopped is not ended when it goes on', async () => {
  const run = await watch(
    process.execPath,
    `${SPEND}
    const { spawn } = require('node:child_process')
    setTimeout(function stopped() {
      spawn('sh', ['-c', 'sleep 0.2; kill -STOP ' + process.pid + '; sleep 2; kill -CONT ' + process.pid])
      spend(${TIMEOUT_MS * 0.75})
      console.log('done')
    }, 100)`,
  )
  expect(run).toMatchObject({ exitCode: 1, stdout: 'done\n' })
  expect(run.report.blocks.filter(({ ended }) => ended)).toEqual([])
})

test('without a timeout a loop goes on, until somebody else ends it', async () => {
  const run = await watch(
    process.execPath,
    `${ENDLESS}; setTimeout(() => spin(), 100)
     require('node:child_process').spawn('sh', ['-c', 'sleep 2; kill -KILL ' + process.pid])`,
    0,
  )
  expect(run.exitCode).toBe(2)
  expect(run.stderr).not.toContain('hang timeout')
})

test('where there is no watchdog, one warning says that nothing can be ended', async () => {
  const flags = ['--experimental-permission', '--allow-fs-read=*']
  const { stderr } = await watch(process.execPath, 'setTimeout(() => {}, 100)', TIMEOUT_MS, flags)
  expect(stderr.match(/loophound cannot look inside blocks or end an endless loop/g)).toHaveLength(1)
})

/** Runs a program under `loophound run` with a hang timeout. */
async function watch(execPath: string, code: string, timeoutMs = TIMEOUT_MS, flags: string[] = []) {
  const file = join(folder, 'app.cjs')
  writeFileSync(file, code)
  const options = ['--hang-timeout', String(timeoutMs), '--reporter', 'json=report.json']
  const child = spawn(process.execPath, [BIN, 'run', ...options, '--', execPath, ...flags, file], {
    cwd: folder,
    env: { ...process.env, GITHUB_ACTIONS: '', TMPDIR: folder },
    timeout: 40_000,
    killSignal: 'SIGKILL',
  })
  const closed = new Promise<number | null>(resolve => child.on('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  const exitCode = await closed
  const report: Report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
  return { exitCode, stdout, stderr, report }
}
