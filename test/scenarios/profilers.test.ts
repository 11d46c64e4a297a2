import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RunRecord } from '../../src/model/run-record.js'
import { RUN_SETTINGS_VARIABLE } from '../../src/model/run-record.js'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'

const program = fileURLToPath(new URL('programs/profilers/own-profile.cjs', import.meta.url))
const registerFile = fileURLToPath(new URL('../../dist/register.cjs', import.meta.url))

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loophound-scenario-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

describe.each(findOldestAndNewest())('on $name', ({ execPath }) => {
  test('an app that profiles itself sees what it would see, and its blocks are named', async () => {
    const { sampler, culprits, stdout, stderr } = await run(execPath, [])
    expect({ sampler, culprits, stdout, stderr }).toEqual({
      sampler: { state: 'on' },
      culprits: ['crunch'],
      stdout: 'true\n',
      stderr: '',
    })
  })

  test.each([
    { who: '--cpu-prof', args: ['--cpu-prof', '--cpu-prof-dir=prof'], made: /\.cpuprofile$/ },
    { who: 'NODE_V8_COVERAGE', args: [], made: /^coverage-/ },
  ])('Node’s own profiler is left alone: $who', async ({ who, args, made }) => {
    const env = who === 'NODE_V8_COVERAGE' ? { NODE_V8_COVERAGE: join(folder, 'prof') } : {}
    const { sampler, culprits, stderr } = await run(execPath, args, env)
    expect({ sampler, culprits }).toEqual({ sampler: { state: 'off', reason: who }, culprits: ['crunch'] })
    // It prints what it does not know, the app's own profiles too.
    expect(stderr).not.toMatch(/"title":"loophound/)
    expect(readdirSync(join(folder, 'prof')).filter(name => made.test(name)).length).toBeGreaterThan(0)
  })

  test('a debugger that can attach sees no profiles of ours', async () => {
    const { sampler, culprits } = await run(execPath, ['--inspect=127.0.0.1:0'])
    expect({ sampler, culprits }).toEqual({
      sampler: { state: 'off', reason: 'a debugger can attach' },
      culprits: ['crunch'],
    })
  })
})

async function run(execPath: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const settings = JSON.stringify({ runDirectory: folder, thresholdMs: 50 })
  const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, ...own } = process.env
  const output = await execute(execPath, ['--require', registerFile, ...args, program], {
    ...own,
    ...env,
    [RUN_SETTINGS_VARIABLE]: settings,
  })
  const [file = ''] = readdirSync(folder).filter(name => name.endsWith('-0.ndjson'))
  const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')
  const records = lines.map(line => JSON.parse(line) as RunRecord)
  const blocks = records.flatMap(record => (record.type === 'block' ? [record.block] : []))
  const end = records.flatMap(record => (record.type === 'end' ? [record.summary.capabilities.sampler] : []))
  // Where other processes have the cores there may be shorter ones beside it, and start-up takes as long.
  const culprits = blocks
    .filter(({ phase, durationMs }) => phase === 'running' && durationMs >= 110)
    .map(({ culprit }) => culprit?.function)
  return { ...output, sampler: end[0], culprits: [...new Set(culprits)] }
}

function execute(execPath: string, args: string[], env: NodeJS.ProcessEnv) {
  return new Promise<{ stdout: string; stderr: string }>((resolve, reject) => {
    execFile(execPath, args, { cwd: folder, env, timeout: 30_000 }, (error, stdout, stderr) =>
      error ? reject(error) : resolve({ stdout, stderr }),
    )
  })
}
