import { describe, expect, test } from 'vitest'
import type { Block } from '../../src/model/block.js'
import type { Report } from '../../src/model/report.js'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'
import { BLOCK } from './busy-code.js'
import { createCommandLine } from './command-line.js'

const cli = createCommandLine()

const LISTEN = `import { createServer, request } from 'node:http'
const server = createServer((incoming, response) => { if (incoming.url === '/busy') serve(); response.end() })
function prepare() { ${BLOCK} }
function serve() { ${BLOCK} }
`

describe.each(findOldestAndNewest())('on $name', ({ execPath: node }) => {
  test('what blocks before a server listens is start-up, told with its line and not judged', async () => {
    const { exitCode, told, stdout } = await judge(
      node,
      'server.mjs',
      `${LISTEN}setTimeout(() => { prepare(); server.listen(0, () => { get('/', () => server.close()) }) }, 100)
       const get = (path, done) => request({ port: server.address().port, path, agent: false }, r => r.resume().once('end', done)).end()`,
    )
    expect(exitCode).toBe(0)
    expect(told).toContainEqual(['startup', 'prepare', 'start-up, before the app was ready'])
    expect(stdout).toMatch(/start-up .* prepare server\.mjs:[34]:/)
  })

  test('what blocks when a server listens is judged, in an app of several turns before that, too', async () => {
    const { exitCode, told } = await judge(
      node,
      'server.mjs',
      `${LISTEN}setTimeout(() => { prepare(); server.listen(0, () => { get('/busy', () => server.close()) }) }, 100)
       const get = (path, done) => request({ port: server.address().port, path, agent: false }, r => r.resume().once('end', done)).end()`,
    )
    expect(exitCode).toBe(1)
    expect(told.filter(([, , why]) => why === undefined)).toEqual([['running', 'serve', undefined]])
  })

  test.each([
    ['entry.cjs', `function load() { ${BLOCK} }\nload()`],
    ['entry.mjs', `function load() { ${BLOCK} }\nload()`],
    ['awaits.mjs', `function load() { ${BLOCK} }\nawait new Promise(resolve => setTimeout(resolve, 100))\nload()`],
  ])('what the entry takes to be evaluated is start-up: %s', async (file, text) => {
    const { exitCode, told } = await judge(node, file, text)
    expect(exitCode).toBe(0)
    expect(told).toContainEqual(['startup', 'load', 'start-up, before the app was ready'])
  })

  test.each([
    ['entry.cjs', `function work() { ${BLOCK} }\nsetTimeout(work, 100)`],
    ['entry.mjs', `function work() { ${BLOCK} }\nsetTimeout(work, 0)`],
    ['microtask.mjs', `function work() { ${BLOCK} }\nprocess.nextTick(work)`],
    [
      'awaits.mjs',
      `function work() { ${BLOCK} }\nawait new Promise(resolve => setTimeout(resolve, 100))\nsetTimeout(work, 100)`,
    ],
  ])('what a script without a server does when its entry is evaluated is judged: %s', async (file, text) => {
    const { exitCode, told } = await judge(node, file, text)
    expect(exitCode).toBe(1)
    expect(told.filter(([, , why]) => why === undefined)).toEqual([['running', 'work', undefined]])
  })

  test.each(['first.test.mjs', 'first.test.cjs'])(
    'the first test of a file is judged from its first line on: %s',
    async file => {
      const load = file.endsWith('mjs') ? `import test from 'node:test'` : `const test = require('node:test')`
      cli.write(file, `${load}\ntest('first', function first() { ${BLOCK} })`)
      const { exitCode, told } = await judgeCommand([node, '--test', file])
      expect(exitCode).toBe(1)
      expect(told.filter(([, , why]) => why === undefined)).toEqual([['running', 'first', undefined]])
    },
  )

  test.each([
    ['without an exit', ''],
    ['with process.exit()', 'process.exit()'],
  ])(
    'what the app does as it ends is told as such, and what blocks in the last turn is judged: %s',
    async (_, exit) => {
      const { exitCode, told } = await judge(
        node,
        'ends.cjs',
        `function last() { ${BLOCK}\n${exit} }
       process.once('exit', function leave() { ${BLOCK} })
       setTimeout(last, 100)`,
      )
      expect(exitCode).toBe(1)
      expect(told.filter(([phase]) => phase !== 'startup')).toEqual([
        ['running', 'last', undefined],
        ['ending', 'leave', 'ending, after the loop had run empty or an exit was asked for'],
      ])
    },
  )

  test('what Node does when the loop has run empty is no block', async () => {
    const { exitCode, told } = await judge(
      node,
      'quiet.mjs',
      `import { createServer, request } from 'node:http'
       const server = createServer((_, response) => response.end('x')).listen(0, () => {
         request({ port: server.address().port, agent: false }, r => r.resume().once('end', () => server.close())).end()
       })`,
    )
    expect(told.filter(([phase]) => phase !== 'startup')).toEqual([])
    expect(exitCode).toBe(0)
  })

  test('the delay holds the last block of a process that ends with it', async () => {
    const { report } = await judge(node, 'job.cjs', `function last() { ${BLOCK} }\nsetTimeout(last, 200)`)
    const [block] = report.blocks.filter(({ phase }) => phase === 'running')
    expect(report.delay?.maxMs).toBeGreaterThanOrEqual(block?.durationMs ?? Number.POSITIVE_INFINITY)
  })

  test('markReady() ends start-up, and only its first call counts', async () => {
    const entry = new URL('../../dist/index.js', import.meta.url).href
    const { exitCode, told } = await judge(
      node,
      'queue.mjs',
      `import { markReady } from ${JSON.stringify(entry)}
       function warm() { ${BLOCK} }
       function consume() { ${BLOCK} }
       setTimeout(() => { warm(); markReady(); setTimeout(() => { consume(); markReady() }, 50) }, 50)`,
    )
    expect(exitCode).toBe(1)
    expect(told.filter(([, , why]) => why === undefined)).toEqual([['running', 'consume', undefined]])
    expect(told).toContainEqual(['startup', 'warm', 'start-up, before the app was ready'])
  })
})

/** Phase, function, and why it is not judged. */
type Told = [phase: string, name: string | undefined, unjudged: string | undefined]

async function judge(node: string, file: string, text: string) {
  cli.write(file, text)
  return judgeCommand([node, file])
}

async function judgeCommand(command: string[]) {
  const { exitCode, stdout, stderr } = await cli.run([
    'run',
    '--reporter',
    'text',
    '--reporter',
    'json=report.json',
    '--',
    ...command,
  ])
  const report: Report = JSON.parse(cli.readText('report.json'))
  // Starting Node takes some processes that long, too.
  const told = report.blocks.filter(({ cause }) => cause !== 'starved').map(describeBlock)
  return { exitCode, stdout, stderr, report, told }
}

function describeBlock({ phase, culprit, unjudged }: Block): Told {
  return [phase, culprit?.function, unjudged]
}
