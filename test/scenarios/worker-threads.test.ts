import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { summarizeEvidence } from '../../src/analysis/analyze.js'
import { type NamedRunFile, readRunDirectory } from '../../src/cli/run/run-files.js'
import type { Block } from '../../src/model/block.js'
import { findExcuse } from '../../src/model/block.js'
import { RUN_SETTINGS_VARIABLE, type RunSettings } from '../../src/model/run-record.js'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'

const program = fileURLToPath(new URL('programs/threads/situations.cjs', import.meta.url))
const dist = fileURLToPath(new URL('../../dist/', import.meta.url))

/** What blocks of 150 ms and longer are told of, and in which kind of thread. */
const situations: { what: string; how: string; told: string[]; exitCode?: number }[] = [
  { what: 'two worker threads that block at once', how: 'twoAtOnce', told: ['worker grind', 'worker polish'] },
  { what: 'a worker thread and the main thread at once', how: 'mainToo', told: ['main churn', 'worker grind'] },
  { what: 'a worker thread of a worker thread', how: 'nested', told: ['worker grind'] },
  { what: 'the main thread alone, beside idle worker threads', how: 'mainOnly', told: ['main churn'] },
  { what: 'a worker thread that is terminated in mid-block', how: 'terminated', told: ['worker spin'] },
  {
    what: 'a worker thread in mid-block when the main thread exits',
    how: 'mainExits',
    told: ['worker spin'],
    exitCode: 3,
  },
  { what: 'a worker thread that exits right after', how: 'exits', told: ['worker grind'] },
  { what: 'a worker thread that throws right after', how: 'throws', told: ['worker grind'] },
  { what: 'nothing of a worker thread that waits for work', how: 'waiting', told: [] },
  { what: 'a worker thread with execArgv and resourceLimits', how: 'bareOptions', told: ['worker grind'] },
  { what: 'a worker thread from a string', how: 'evaluated', told: ['worker grind'] },
  { what: 'nothing of a worker thread without NODE_OPTIONS', how: 'cleanEnvironment', told: [] },
]

describe.each(findOldestAndNewest())('on $name', ({ execPath }) => {
  test.each(situations)('a run tells of $what', async ({ how, told, exitCode = 0 }) => {
    const run = await watchThreads(execPath, how)
    expect({ ...run, blocks: run.blocks.map(describeBlock).sort() }).toEqual({
      ...{ exitCode, stdout: '', stderr: '', problems: [], blocks: told },
    })
  })

  test('a hang names the thread', async () => {
    const { stderr } = await watchThreads(execPath, 'terminated', { hangAfterMs: 300 })
    expect(stderr).toMatch(/blocked for \d+ ms and still is in worker thread \d+ \(spin\)/)
    expect(stderr).toContain('spin ')
  })
})

async function watchThreads(execPath: string, how: string, more: Partial<RunSettings> = {}) {
  const runDirectory = mkdtempSync(join(tmpdir(), 'loophound-threads-'))
  const settings: RunSettings = { runDirectory, thresholdMs: 50, hangAfterMs: 20_000, ...more }
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|TEST$)/.test(name))
  const env = {
    ...Object.fromEntries(own),
    NODE_OPTIONS: `--require ${join(dist, 'register.cjs')}`,
    [RUN_SETTINGS_VARIABLE]: JSON.stringify(settings),
  }
  const child = spawn(execPath, [program, how], { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const [exitCode] = (await once(child, 'close')) as [number | null]
  const files = readRunDirectory(runDirectory)
  rmSync(runDirectory, { recursive: true })
  return { exitCode, ...output, blocks: files.flatMap(readLongBlocks), problems: files.flatMap(file => file.problems) }
}

// Where other processes have the cores there may be shorter ones beside it.
function readLongBlocks({ blocks, evidence }: NamedRunFile): Block[] {
  const judgedHere = evidence.map(found => summarizeEvidence(found, { ownDirectory: dist }))
  return [...blocks, ...judgedHere].filter(block => {
    return block.durationMs >= 150 && (findName(block) !== undefined || findExcuse(block) === undefined)
  })
}

function describeBlock(block: Block): string {
  return `${block.process.threadId === 0 ? 'main' : 'worker'} ${findName(block)}`
}

/** Each thread of the program blocks in a function of its own. */
function findName({ stack }: Block): string | undefined {
  return stack.map(frame => frame.function).find(name => /^(?:grind|polish|spin|churn|waitForWork)$/.test(name))
}
