import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Block } from '../../src/model/block.js'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'

const program = fileURLToPath(new URL('programs/misuse/api.mjs', import.meta.url))
const entry = new URL('../../dist/index.js', import.meta.url).href

const warning = /LoophoundWarning: onBlock threw: Error: mine/
const named = { culprit: expect.objectContaining({ function: 'blockTheLoop' }) }
const unnamed = { confidence: 'none' }

const situations: { what: string; exitCode?: number; says?: RegExp; block: object }[] = [
  { what: 'a listener that throws', says: warning, block: named },
  { what: 'a listener that rejects', says: warning, block: named },
  { what: 'a listener that ends the process', exitCode: 5, block: named },
  { what: 'a context that throws', block: named },
  { what: 'a context that cannot be cloned', block: { ...named, context: { status: '200' } } },
  { what: 'Error.stackTraceLimit = 0', block: named },
  { what: 'Error.prepareStackTrace of its own', block: named },
  { what: 'a frozen Error', block: unnamed },
  { what: 'its working directory removed', block: named },
  { what: 'timers that stand still', block: named },
  { what: 'a worker thread', block: { ...named, process: expect.objectContaining({ threadId: 1 }) } },
]

describe.each(findOldestAndNewest())('on $name', ({ execPath }) => {
  test.each(situations)('a block is told, and the app goes on: $what', async ({ what, exitCode = 0, says, block }) => {
    const run = await watchItself(execPath, what)
    expect(run.exitCode).toBe(exitCode)
    if (says === undefined) expect(run.stderr).toBe('')
    else expect(run.stderr).toMatch(says)
    // Where other processes have the cores there may be shorter ones beside it.
    const long = run.blocks.filter(({ durationMs }) => durationMs > 75)
    expect(long).toEqual(expect.arrayContaining([expect.objectContaining(block)]))
  })

  test('everything works in a worker thread that alone is watched', async () => {
    const { capabilities } = await watchItself(execPath, 'a worker thread')
    expect(capabilities).toMatchObject({ watchdog: { state: 'on' }, interrupts: { state: 'on' } })
  })
})

function watchItself(execPath: string, what: string) {
  return new Promise<{ exitCode: number; stderr: string; capabilities: unknown; blocks: Block[] }>(resolve => {
    const child = execFile(execPath, [program, what, entry], { timeout: 30_000 }, (_, stdout, stderr) => {
      const [capabilities, ...blocks] = stdout.split('\n').filter(Boolean).map(readJson)
      resolve({ exitCode: child.exitCode ?? -1, stderr, capabilities, blocks: blocks as Block[] })
    })
  })
}

function readJson(line: string): unknown {
  return JSON.parse(line)
}
