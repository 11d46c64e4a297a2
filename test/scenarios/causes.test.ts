import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { measureJudgedMs } from '../../src/gate/limits.js'
import type { Block, Cause } from '../../src/model/block.js'
import type { Report } from '../../src/model/report.js'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'
import { tellIfSure } from '../repeats/budget.js'
import { attachDebugger, type DebuggerClient } from './debugger-client.js'

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))
const PROGRAMS = fileURLToPath(new URL('programs/causes/', import.meta.url))

// Each program has a loud twin: the same program, or the same fault, with work of its own that is a block. Stops, starvation and thread
// times are Linux's, as are the tools.
describe.runIf(process.platform === 'linux').each(findOldestAndNewest())('on $name', ({ execPath }) => {
  describe('beside four others on one core', () => {
    const others = createOthers()

    test('a program that only waits for the core is starved, and does not fail', async () => {
      const { exitCode, blocks: all } = await run(['taskset', '-c', '0', execPath, 'starved.cjs', '12'])
      // With next to no core, what Node does by itself as it starts takes long, too.
      const blocks = all.filter(({ cause, culprit }) => cause === 'starved' || culprit?.ownCode)
      expect(blocks.length).toBeGreaterThan(0)
      expect(listCauses(blocks), tellIfSure(blocks)).toEqual(['starved'])
      expect(blocks.every(({ time }) => (time.waitMs ?? 0) > 0)).toBe(true)
      // With hardly any core left the gate says that it could not judge; it never fails.
      expect([0, 2]).toContain(exitCode)
    })

    test('a program that blocks besides fails, and is judged by its own time', async () => {
      const { exitCode, blocks } = await run(['taskset', '-c', '0', execPath, 'starved.cjs', '120'])
      const own = blocks.filter(block => measureJudgedMs(block) >= 100)
      // An interrupt that waits for a core for long looks like one that waits for a native: then the report does not claim to know.
      const sure = own.filter(({ confidence }) => confidence === 'exact' || confidence === 'likely')
      expect(listCauses(sure), tellIfSure(sure)).toEqual(['javascript'])
      expect(own.every(({ durationMs, time }) => durationMs > 120 + (time.waitMs ?? 0) / 2)).toBe(true)
      expect(exitCode).toBe(1)
    })

    beforeAll(others.start)
    afterAll(others.end)
  })

  describe('stopped by a signal for 2 s', () => {
    test('a program is suspended, and passes', async () => {
      const { exitCode, blocks } = await run([execPath, 'stopped.cjs', '15', 'stopped'])
      const long = blocks.filter(({ durationMs }) => durationMs > 1500)
      expect(listCauses(long), tellIfSure(long)).toEqual(['suspended'])
      expect(long[0]?.time.pausedMs).toBeGreaterThan(1500)
      expect(exitCode).toBe(0)
    })

    test('a program that blocks meanwhile is told as what it does, and judged by that', async () => {
      const { exitCode, blocks } = await run([execPath, 'stopped.cjs', '300', 'stopped'], ['--max-block', '1000'])
      const long = blocks.filter(({ durationMs }) => durationMs > 1500)
      expect(listCauses(long), tellIfSure(long)).toEqual(['javascript'])
      expect(
        long.map(block => block.culprit?.function),
        tellIfSure(long),
      ).toEqual(['exports.compute'])
      expect(long.map(measureJudgedMs).every(judgedMs => judgedMs > 250 && judgedMs < 1000)).toBe(true)
      expect(exitCode).toBe(0)
    })

    test('a program that is not stopped fails by its own blocks', async () => {
      const { exitCode, blocks } = await run([execPath, 'stopped.cjs', '300', 'running'])
      expect(blocks.map(({ cause }) => cause)).toContain('javascript')
      expect(exitCode).toBe(1)
    })
  })

  describe('with a debugger attached', () => {
    test('a program that is held passes', async () => {
      const { exitCode, blocks } = await debug(execPath, client => client.hold('takePayment', 700))
      const long = blocks.filter(({ durationMs }) => durationMs > 500)
      expect(listCauses(long), tellIfSure(long)).toEqual(['debugger'])
      expect(long[0]?.time.pausedMs).toBeGreaterThan(500)
      expect(exitCode).toBe(0)
    })

    test('a program that is not held fails by its own block', async () => {
      const { exitCode, blocks } = await debug(execPath, client => client.call('bill'))
      const own = blocks.filter(block => measureJudgedMs(block) > 250)
      expect(listCauses(own), tellIfSure(own)).toEqual(['javascript'])
      expect(exitCode).toBe(1)
    })
  })

  test('garbage collection is told, and who asked for it', async () => {
    const { exitCode, blocks } = await run([execPath, '--expose-gc', 'collect.cjs'])
    // V8 finishes what it has begun between two callbacks, too.
    const collected = blocks.filter(({ cause, culprit }) => cause !== 'starved' && culprit?.ownCode)
    const told = collected.map(({ cause, culprit }) => [cause, culprit?.function])
    expect(told, tellIfSure(collected)).toEqual([['gc', 'collectAll']])
    expect(collected[0]?.time.gcMs).toBeGreaterThan(25)
    expect(exitCode).toBe(1)
  })
})

interface Outcome {
  exitCode: number | null
  blocks: Block[]
}

/** Runs a command in the programs' folder under `loophound run`. */
function run(command: string[], options: string[] = []): Promise<Outcome> {
  return runWith(command, options, async () => {})
}

/** Runs a program with a debugger that attaches as soon as the program tells where, and lets the program end when it has done its part. */
function debug(execPath: string, act: (client: DebuggerClient) => Promise<void>): Promise<Outcome> {
  // As the debugger attaches it holds the thread for some 50 ms, too.
  return runWith([execPath, '--inspect=127.0.0.1:0', 'paused.cjs'], ['--threshold', '150'], async address => {
    const client = await attachDebugger(address)
    await act(client)
    await client.call('finish')
    client.detach()
  })
}

async function runWith(
  command: string[],
  options: string[],
  onInspector: (address: string) => Promise<void>,
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'loophound-causes-'))
  const file = join(folder, 'report.json')
  const args = [BIN, 'run', ...options, '--reporter', `json=${file}`, '--', ...command]
  const child = spawn(process.execPath, args, { cwd: PROGRAMS, stdio: ['ignore', 'ignore', 'pipe'], timeout: 60_000 })
  let stderr = ''
  let debugged: Promise<unknown> | undefined
  child.stderr.on('data', text => {
    stderr += text
    const [, address] = ADDRESS.exec(stderr) ?? []
    if (address !== undefined)
      debugged ??= onInspector(address).then(
        () => undefined,
        error => error,
      )
  })
  const [exitCode] = (await once(child, 'close')) as [number | null]
  expect(await debugged).toBeUndefined()
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report
  rmSync(folder, { recursive: true })
  return { exitCode, blocks: report.blocks.filter(({ phase }) => phase === 'running') }
}

const ADDRESS = /^attach to (ws:\S+)\n/m

function listCauses(blocks: Block[]): Cause[] {
  return [...new Set(blocks.map(({ cause }) => cause))]
}

/** Four processes that want the first core for themselves. */
function createOthers(): { start: () => void; end: () => Promise<unknown> } {
  let others: ChildProcess[] = []
  return {
    start: () => {
      others = [1, 2, 3, 4].map(() =>
        spawn('taskset', ['-c', '0', process.execPath, '-e', LIMITED_LOOP], { stdio: 'ignore' }),
      )
    },
    end: () => {
      for (const other of others) other.kill('SIGKILL')
      return Promise.all(others.map(other => other.exitCode ?? once(other, 'exit')))
    },
  }
}

// Ends by itself, should nobody be left to end it.
const LIMITED_LOOP = 'const until = Date.now() + 60_000; while (Date.now() < until);'
