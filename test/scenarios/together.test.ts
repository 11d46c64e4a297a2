import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { RUN_SETTINGS_VARIABLE } from '../../src/model/run-record.js'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'

const program = fileURLToPath(new URL('programs/together/api.mjs', import.meta.url))
const dist = new URL('../../dist', import.meta.url)

describe.each(findOldestAndNewest())('on $name', ({ execPath }) => {
  test('each of two watches is told of blocks of its own threshold or longer', async () => {
    const { told } = await runProgram(execPath, 'twoThresholds')
    expect(told('low').filter(durationMs => Number(durationMs) < 90).length).toBeGreaterThan(0)
    expect(told('low').some(durationMs => Number(durationMs) >= 120)).toBe(true)
    expect(told('high').some(durationMs => Number(durationMs) >= 120)).toBe(true)
    expect(told('high').every(durationMs => Number(durationMs) >= 90)).toBe(true)
  })

  test('an ES module and CommonJS share one watchdog', async () => {
    const { told } = await runProgram(execPath, 'twoFormats')
    expect(told('threads')).toEqual([1])
    // The one that began earlier may have seen more of the start.
    expect(told('esm').slice(-1)).toEqual(told('cjs').slice(-1))
    expect(told('esm').length).toBeGreaterThan(0)
  })

  test('a watchdog that dies comes again, and blocks are told', async () => {
    const { told, stderr } = await runProgram(execPath, 'killedOnce')
    expect(told('watchdog')).toEqual(['on'])
    expect(told('told').length).toBeGreaterThan(0)
    expect(stderr).toBe('')
  })

  test('without a watchdog blocks are told all the same, and a warning says that it is gone', async () => {
    const { told, stderr } = await runProgram(execPath, 'killedTwice')
    expect(told('watchdog')).toEqual([{ state: 'off', reason: 'the watchdog thread ended' }])
    expect(told('told').length).toBeGreaterThan(0)
    expect(stderr.match(/LoophoundWarning: loophound cannot look inside blocks/g)).toHaveLength(1)
  })

  test('a watch that is stopped in mid-block tells of that block and of none after, however often it is stopped', async () => {
    const { told } = await runProgram(execPath, 'stoppedTwice')
    expect(told('same')).toEqual([true])
    expect(told('told').filter(durationMs => Number(durationMs) >= 120)).toHaveLength(1)
  })

  test('a process that preloads the run twice, in both formats, is told once', async () => {
    const runDirectory = mkdtempSync(join(tmpdir(), 'loophound-scenario-'))
    const preload = ['--require', fileURLToPath(`${dist}/register.cjs`), '--import', `${dist}/register.js`]
    const env = { ...process.env, [RUN_SETTINGS_VARIABLE]: JSON.stringify({ runDirectory, thresholdMs: 50 }) }
    await execute(execPath, [...preload, '--eval', 'setTimeout(() => {}, 10)'], env)
    const [file = ''] = readdirSync(runDirectory)
    const lines = readFileSync(join(runDirectory, file), 'utf8').trimEnd().split('\n')
    rmSync(runDirectory, { recursive: true })
    const types = lines.map(line => (JSON.parse(line) as { type: string }).type)
    expect(types.filter(type => type === 'process' || type === 'end')).toEqual(['process', 'end'])
  })
})

async function runProgram(execPath: string, how: string) {
  const { stdout, stderr } = await execute(execPath, [program, how, dist.href], process.env)
  const lines = stdout.split('\n').filter(Boolean)
  const pairs = lines.map(line => JSON.parse(line) as [name: string, value: unknown])
  const told = (name: string) => pairs.filter(pair => pair[0] === name).map(pair => pair[1])
  return { told, stderr }
}

function execute(execPath: string, args: string[], env: NodeJS.ProcessEnv) {
  return new Promise<{ stdout: string; stderr: string }>((resolve, reject) => {
    execFile(execPath, args, { env, timeout: 30_000 }, (error, stdout, stderr) =>
      error ? reject(error) : resolve({ stdout, stderr }),
    )
  })
}
