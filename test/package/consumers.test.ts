import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import type { Block } from '../../src/model/block.js'
import { type Outcome, runCommand, runScript } from './run-script.js'

const folder = inject('projectFolder')

/**
 * Blocks in a function of its own for some 150 ms of CPU time, however busy the machine, and prints whether that was named. On a busy one
 * there may be other blocks.
 */
const watchSpin = `
const found = []
const watching = watch({ onBlock: block => found.push(block) })
watching.ready
  .then(() => new Promise(resolve => setTimeout(resolve, 50)))
  .then(() => new Promise(resolve => setTimeout(function spin() {
    for (let i = 0; i < 3e8; i++);
    setTimeout(resolve, 500)
  })))
  .then(() => watching.stop())
  .then(summary => console.log(JSON.stringify({
    named: found.flatMap(({ culprit }) => (culprit?.function === 'spin' ? 'spin' : [])),
    isEachCounted: summary.blocks.count === found.length,
    isError: new LoophoundError('ERR_LOOPHOUND_BAD_OPTION', 'x') instanceof Error,
  })))
`

const spinProgram = `setTimeout(function spin() {
  for (let i = 0; i < 3e8; i++);
}, 300)
`

const seen = { exitCode: 0, stdout: '{"named":["spin"],"isEachCounted":true,"isError":true}\n', stderr: '' }

test('an ESM program watches itself', async () => {
  const load = "import { watch, LoophoundError } from 'loophound'"
  expect(await runScript(folder, 'watch.mjs', load + watchSpin)).toEqual(seen)
})

test('a CommonJS program watches itself', async () => {
  const load = "const { watch, LoophoundError } = require('loophound')"
  expect(await runScript(folder, 'watch.cjs', load + watchSpin)).toEqual(seen)
})

test.each(['--import', '--require'])(
  '%s loophound/register writes what a program blocked to the run directory',
  async flag => {
    const runDirectory = await mkdtemp(join(folder, 'run-'))
    await writeFile(join(folder, 'spin.cjs'), spinProgram)
    const env = { LOOPHOUND_RUN: JSON.stringify({ runDirectory, thresholdMs: 50 }) }
    const outcome = await runCommand(folder, process.execPath, [flag, 'loophound/register', 'spin.cjs'], { env })
    expect(outcome).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    const records = await readRecords(runDirectory)
    // Besides what happened when, and what was seen of a block before it was judged.
    const told = records.filter(({ type, block }) => type !== 'block' || block?.phase === 'running')
    const main = told.filter(({ type }) => type === 'process' || type === 'block' || type === 'end')
    expect(main.map(record => record.block?.culprit?.function ?? record.type)).toEqual(['process', 'spin', 'end'])
  },
)

test.each(['--import', '--require'])('%s loophound/register outside of a run is silent', async flag => {
  const outcome = await runScript(folder, 'spin.cjs', spinProgram, [flag, 'loophound/register'])
  expect(outcome).toEqual({ exitCode: 0, stdout: '', stderr: '' })
})

test('the command of the package runs, and fails for a program that blocks', async () => {
  await writeFile(join(folder, 'block.cjs'), 'setTimeout(function spin() { for (let i = 0; i < 3e8; i++); }, 300)\n')
  const command = join(folder, 'node_modules/.bin/loophound')
  const { exitCode, stdout } = await runCommand(folder, command, ['run', '--', process.execPath, 'block.cjs'])
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/spin\b.*block\.cjs:1:/s)
})

test.each([
  ['assert.mjs', "import { assertNonBlocking } from 'loophound'"],
  ['assert.cjs', "const { assertNonBlocking } = require('loophound')"],
])('an assertion that fails ends a program with the report and an ordinary stack: %s', async (file, load) => {
  const assertion = 'void assertNonBlocking(function spin() { for (let i = 0; i < 3e8; i++); })'
  const { exitCode, stderr } = await runScript(folder, file, `${load}\n${assertion}\n`)
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(
    /^BlockedError: the event loop was blocked for \d+ ms in spin assert\..js:2:\d+ \(javascript\)\n\n/m,
  )
  expect(stderr).toMatch(/^ {2}(?:callback|delayed) .*\n {4}at .*assert\..js:2:6\)?\n/m)
})

test('the JSON Schema of the report can be required', async () => {
  const script = "console.log(require('loophound/report.schema.json').type)"
  expect(await runScript(folder, 'schema.cjs', script)).toEqual({ exitCode: 0, stdout: 'object\n', stderr: '' })
})

const typedTests = `import { allowBlocking, guardTests, type GuardOptions } from 'loophound/vitest'
import { expect, test } from 'vitest'

const options: GuardOptions = { thresholdMs: 20 }
guardTests(options)
test('renders', async () => {
  allowBlocking(100, 'it is known')
  await expect(() => 1).not.toBlock()
  await expect(async () => 1).toBlock(20)
  // @ts-expect-error no duration
  await expect(() => 1).toBlock('20')
})
`

const typedJestSetup = `import 'loophound/jest'
import { guardEnvironment, TestEnvironment } from 'loophound/jest-environment'
import { createRootHooks, mochaHooks } from 'loophound/mocha'
import { guardTests } from 'loophound/node-test'
import { expect } from 'expect'

const blocks: Promise<void> = expect(() => 1).not.toBlock(20)
const Guarded: typeof TestEnvironment = guardEnvironment(TestEnvironment)
guardTests({ thresholdMs: 20 })
export { blocks, createRootHooks, Guarded, mochaHooks }
`

const typedJestGlobals = `import 'loophound/jest'

test('renders', async () => {
  const blocks: Promise<void> = expect(() => 1).toBlock()
  await expect(async () => 1).not.toBlock(20)
  // @ts-expect-error no duration
  await expect(() => 1).toBlock('20')
  expect(await blocks).toBeUndefined()
})
`

// Checking the libraries, too, takes several times as long. Vitest's need more than a consumer has.
const quick = { skipLibCheck: true }

test.each([
  ['Vitest', 'main.mts', typedTests, quick],
  ['Jest, Mocha and node:test', 'main.mts', typedJestSetup, {}],
  ['the globals of @types/jest, in an ES module', 'main.mts', typedJestGlobals, { types: ['node', 'jest'] }],
  ['the globals of @types/jest, in CommonJS', 'main.cts', typedJestGlobals, { types: ['node', 'jest'], ...quick }],
])('TypeScript finds the types for %s', async (name, file, program, options) => {
  expect(await compile(name, { [file]: program }, options)).toEqual(compiled)
})

const typedProgram = `import { AsyncLocalStorage } from 'node:async_hooks'
import { assertNonBlocking, BlockedError, ignoreBlocking, LoophoundError, observe, watch } from 'loophound'
import type { Block, Capabilities, Summary, Watch, WatchOptions } from 'loophound'
import { createExecutor, type Executor, runInExecutor } from 'loophound/executor'

const options: WatchOptions = { thresholdMs: 20, onBlock: (block: Block) => console.log(block.culprit?.function) }
const watching: Watch = watch(options)
const ready: Promise<Capabilities> = watching.ready
const summary: Summary = watching.summary()
const one: Promise<number> = assertNonBlocking(() => 1)
const two: Promise<{ result: string; blocks: Block[]; summary: Summary }> = observe(async () => 'two')
const three: number = ignoreBlocking(() => 3, 'start-up')
const isOurs = (error: unknown): boolean => error instanceof LoophoundError || error instanceof BlockedError
// @ts-expect-error an option that does not exist
watch({ treshold: 1 })
interface Store { route: string; userId: number; user?: { name: string } }
const requests = new AsyncLocalStorage<Store>()
watch({ context: () => requests.getStore(), onBlock: ({ context }) => console.log(context?.route?.toUpperCase()) })
// @ts-expect-error a text is no context
watch({ context: () => 'GET /' })
const executor: Executor = createExecutor({ kind: 'process', size: 1 })
type Parse = (text: string, radix: number) => Promise<number>
const four: Promise<number> = executor.run<Parse>(new URL('file:///parse.mjs'), 'parse', ['4', 10], { timeoutMs: 5 })
// @ts-expect-error a wrong argument
void executor.run<Parse>('parse', 'parse', [4, 10])
const five: Promise<number> = runInExecutor((a: number) => a + 1, 4)
export { five, four, isOurs, one, ready, summary, three, two }
`

test.each([
  ['NodeNext, ESM', 'main.mts', {}],
  ['NodeNext, CommonJS', 'main.cts', { skipLibCheck: true }],
  ['Bundler', 'main.ts', { module: 'esnext', moduleResolution: 'bundler', skipLibCheck: true }],
  ['node10', 'main.ts', { module: 'commonjs', moduleResolution: 'node10', skipLibCheck: true }],
])('TypeScript with %s finds all types', async (name, file, options) => {
  const strictOptions = { target: 'es2022', exactOptionalPropertyTypes: true, ...options }
  expect(await compile(name, { [file]: typedProgram }, strictOptions)).toEqual(compiled)
})

test('TypeScript with node10 finds every subpath', async () => {
  const manifest = JSON.parse(await readFile(join(folder, 'node_modules/loophound/package.json'), 'utf8'))
  const imports = Object.keys(manifest.exports).map((subpath, index) => {
    const specifier = subpath.replace(/^\./, 'loophound')
    return `import * as entry${index} from '${specifier}'\nexport { entry${index} }\n`
  })
  const guards = `import { guardTests } from 'loophound/vitest'\n// @ts-expect-error a text\nguardTests('20')\n`
  const options = { module: 'commonjs', moduleResolution: 'node10', resolveJsonModule: true, skipLibCheck: true }
  expect(await compile('node10-subpaths', { 'main.ts': imports.join('') + guards }, options)).toEqual(compiled)
})

const compiled = { exitCode: 0, stdout: '', stderr: '' }

/** Type-checks a file as a consumer would, by default with the module system of Node, and libraries included. */
async function compile(name: string, files: Record<string, string>, options: object): Promise<Outcome> {
  const project = join(folder, `types-${name.replaceAll(/\W+/g, '-')}`)
  await mkdir(project, { recursive: true })
  const compilerOptions = { module: 'nodenext', strict: true, noEmit: true, types: ['node'], ...options }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: Object.keys(files) }))
  for (const [file, text] of Object.entries(files)) await writeFile(join(project, file), text)
  return runCommand(project, process.execPath, [join(folder, 'node_modules/typescript/bin/tsc')], {
    timeoutMs: 120_000,
  })
}

async function readRecords(runDirectory: string): Promise<{ type: string; block?: Block }[]> {
  const names = await readdir(runDirectory)
  const texts = await Promise.all(names.map(name => readFile(join(runDirectory, name), 'utf8')))
  return texts.flatMap(text => text.trimEnd().split('\n')).map(line => JSON.parse(line))
}
