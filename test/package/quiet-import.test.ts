import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, inject, test } from 'vitest'
import { runScript } from './run-script.js'

const folder = inject('projectFolder')

beforeAll(() => {
  copyFileSync(fileURLToPath(new URL('take-inventory.mjs', import.meta.url)), join(folder, 'take-inventory.mjs'))
})

test.each([
  ['import', "await import('loophound')"],
  ['require', "createRequire(import.meta.url)('loophound')"],
])('%s of the main entry starts and changes nothing, and the process ends by itself', async (_way, load) => {
  expect(await findChanges(load)).toEqual({ exitCode: 0, stdout: '[]\n', stderr: '' })
})

test.each([
  ['a timer', 'setInterval(() => {}, 1e6).unref()', '"Timeout"]'],
  ['a wrapped native', 'JSON.parse = text => text', 'changed globalThis.JSON.parse'],
  ['a wrapped method', 'Array.prototype.sort = () => []', 'changed globalThis.Array.prototype.sort'],
  ['a wrapped module', "createRequire(import.meta.url)('fs').readFileSync = () => ''", 'changed fs.readFileSync'],
  ['a global', 'globalThis.added = 1', 'added globalThis.added'],
  ['a listener', "process.on('exit', () => {})", 'became ["exit: 2"'],
  ['a delay monitor', "(await import('node:perf_hooks')).monitorEventLoopDelay().enable()", '"ELDHISTOGRAM"]'],
  ['a worker', "new (await import('node:worker_threads')).Worker('', { eval: true }).unref()", 'WORKER'],
])('the same comparison sees %s', async (_name, plant, expected) => {
  const { stdout } = await findChanges(plant)
  expect(JSON.parse(stdout)).toContainEqual(expect.stringContaining(expected))
})

function findChanges(load: string): ReturnType<typeof runScript> {
  return runScript(
    folder,
    'inventory.mjs',
    `import { createRequire } from 'node:module'
import { compareInventories, takeInventory } from './take-inventory.mjs'
// Any program that prints has these streams. (Not so stdin, which an import of node:process would open.)
process.stdout
process.stderr
// Reading a lazy property can create it: the first inventory settles that.
takeInventory()
const before = takeInventory();
${load}
console.log(JSON.stringify(compareInventories(before, takeInventory())))
`,
  )
}
