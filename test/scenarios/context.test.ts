import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Block } from '../../src/model/block.js'
import { findNodes } from '../node-matrix/find-nodes.mjs'
import { takeRepeat, WRONG_FOR_SURE } from '../repeats/budget.js'
import { findDisturbance } from './find-disturbance.js'
import { runProgram } from './run-program.js'

const server = fileURLToPath(new URL('programs/context/requests.mjs', import.meta.url))
const stages = fileURLToPath(new URL('programs/context/stages.mjs', import.meta.url))
const sources = fileURLToPath(new URL('programs/context/sources.mjs', import.meta.url))
const dist = new URL('../../dist', import.meta.url).href

/** The paths of the server. */
const PATHS = ['handler', 'await', 'then', 'timer', 'late', 'tick', 'microtask', 'immediate', 'zlib', 'stream', 'body']

describe.each(findNodes())('on $name', ({ name, execPath }) => {
  const major = Number(/\d+/.exec(name)?.[0])

  test('a run that is told to names the request of each block, wherever in it the block is, and no query', async ({
    task,
  }) => {
    const expected = [...PATHS, 'event', 'h2'].map(path => {
      // HTTP/2 tells of its streams since Node 22.
      return `${path} in ${path === 'h2' && major < 22 ? undefined : `POST /${path}`}`
    })
    let missing = expected
    // On a machine that is busy a block may have no name or no request: it is missing then. None ever has the request of another.
    do {
      const run = await runProgram(server, { execPath, settings: { requests: true } })
      expect({ stderr: run.stderr, exitCode: run.exitCode }).toEqual({ stderr: '', exitCode: 0 })
      expect(JSON.stringify(run.blocks)).not.toContain('secret')
      const told = run.blocks.filter(({ culprit }) => culprit?.function.startsWith('burn')).map(formatRequest)
      const disturbance = findDisturbance(run)
      const isRight = (pair: string) => expected.includes(pair) || (disturbance && pair.endsWith('in undefined'))
      const wrong = told.filter(pair => !isRight(pair))
      expect(wrong, WRONG_FOR_SURE).toEqual([])
      missing = missing.filter(pair => !told.includes(pair))
      task.meta.disturbance = disturbance
    } while (missing.length > 0 && takeRepeat(task, task.meta.disturbance, `missing: ${missing.join(', ')}`))
    expect(missing).toEqual([])
  })

  test('by default a run follows requests where that is free; before Node 24 once a block had no name', async ({
    task,
  }) => {
    const [handler, first, second] = ['handler in GET /handler', 'first in GET /first', 'second in GET /second']
    const expected = major < 24 ? [handler, 'first in undefined', second] : [handler, first, second]
    const run = await runProgram(stages, { execPath })
    task.meta.disturbance = findDisturbance(run)
    expect({ stderr: run.stderr, exitCode: run.exitCode }).toEqual({ stderr: '', exitCode: 0 })
    const told = run.blocks.filter(({ culprit }) => culprit?.function.startsWith('burn')).map(formatRequest)
    const isRight = (pair: string) => pair.endsWith('in undefined') || [handler, first, second].includes(pair)
    const wrong = told.filter(pair => !isRight(pair))
    expect(wrong, WRONG_FOR_SURE).toEqual([])
    // On a machine that is busy a block may have no name, or be told as the machine's fault: others are followed then.
    expect(told).toEqual(expected)
  })

  test.runIf(execPath === process.execPath)('a run can do without the names of requests', async () => {
    const { blocks } = await runProgram(server, { execPath, settings: { requests: false } })
    expect(blocks.length).toBeGreaterThan(0)
    expect(blocks.filter(({ context }) => context)).toEqual([])
  })

  test('context() sees the async context of the code that blocks, and watch() names requests where it is free', async () => {
    const { told } = await runSources(execPath, 'storage')
    expect(told('requests')).toEqual([major < 24 ? { state: 'off', reason: 'option' } : { state: 'on' }])
    expect(nameBlocks(told('block'))).toEqual([
      ['burnFirst', { name: 'first' }],
      ['burnSecond', { name: 'second' }],
    ])
  })

  test('blocks carry the ids of their OpenTelemetry span', async () => {
    const { told } = await runSources(execPath, 'spans')
    expect(told('span')).toHaveLength(2)
    expect(nameBlocks(told('block'))).toEqual(told('span'))
  })

  test('a context() that throws costs nothing but itself', async () => {
    const { told, stderr } = await runSources(execPath, 'throws')
    expect(nameBlocks(told('block'))).toEqual([['burnFirst', null]])
    expect(stderr).toBe('')
  })

  test('a context() that takes long is asked once, and not for each sample', async () => {
    const { told } = await runSources(execPath, 'blocks')
    expect(nameBlocks(told('block'))).toEqual([['burnFirst', { name: 'slow' }]])
    // Once for each block: on a busy machine other code may take long, too.
    expect(told('calls')).toEqual([told('block').length])
  })

  test('a context() of odd values is kept short', async () => {
    const { told } = await runSources(execPath, 'odd')
    expect(nameBlocks(told('block'))).toEqual([['burnFirst', { name: `${'x'.repeat(255)}…`, big: '7' }]])
  })
})

/** `timer in POST /timer`: the path that the culprit belongs to, and the one that the block names. */
function formatRequest({ culprit, context }: Block): string {
  return `${culprit?.function.replace('burn', '').toLowerCase()} in ${context?.request}`
}

type Told = [culprit: string | null, durationMs: number, context?: Record<string, string>]

/** Culprit and context of each block that the program means, by name; on a busy machine other code may take long, too. */
function nameBlocks(told: Told[]): [string, Record<string, string> | undefined | null][] {
  const meant = told.filter(([culprit]) => culprit?.startsWith('burn'))
  const named = meant.map(([culprit, , context]): [string, Told[2] | null] => [culprit ?? '', context ?? null])
  return named.sort(([a], [b]) => a.localeCompare(b))
}

function runSources(execPath: string, how: string) {
  return new Promise<{ told: (name: string) => Told[]; stderr: string }>((resolve, reject) => {
    execFile(execPath, [sources, how, dist], { timeout: 30_000 }, (error, stdout, stderr) => {
      if (error) return reject(error)
      const lines = stdout.split('\n').filter(Boolean)
      const pairs = lines.map(line => JSON.parse(line) as [string, Told])
      resolve({ told: name => pairs.filter(pair => pair[0] === name).map(pair => pair[1]), stderr })
    })
  })
}
