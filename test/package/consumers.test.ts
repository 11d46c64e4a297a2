import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { runCommand, runScript } from './run-script.js'

const folder = inject('projectFolder')

/** Blocks for 150 ms in a function of its own, and prints the functions that were named. */
const watchSpin = `
const found = []
const watching = watch({ onBlock: block => found.push(block) })
watching.ready
  .then(() => new Promise(resolve => setTimeout(resolve, 50)))
  .then(() => new Promise(resolve => setTimeout(function spin() {
    const endMs = performance.now() + 150
    while (performance.now() < endMs);
    setTimeout(resolve, 500)
  })))
  .then(() => watching.stop())
  .then(summary => console.log(JSON.stringify({
    named: found.map(block => block.culprit.function),
    counted: summary.blocks.count,
    isError: new LoophoundError('ERR_LOOPHOUND_BAD_OPTION', 'x') instanceof Error,
  })))
`
const seen = { exitCode: 0, stdout: '{"named":["spin"],"counted":1,"isError":true}\n', stderr: '' }

test('an ESM program watches itself', async () => {
  const load = "import { watch, LoophoundError } from 'loophound'"
  expect(await runScript(folder, 'watch.mjs', load + watchSpin)).toEqual(seen)
})

test('a CommonJS program watches itself', async () => {
  const load = "const { watch, LoophoundError } = require('loophound')"
  expect(await runScript(folder, 'watch.cjs', load + watchSpin)).toEqual(seen)
})

test.each(['--import', '--require'])('%s loophound/register reports the block of a program on stderr', async flag => {
  const program = `setTimeout(function spin() {
  const endMs = performance.now() + 150
  while (performance.now() < endMs);
}, 300)
setTimeout(() => {}, 1500)
`
  const outcome = await runScript(folder, 'spin.cjs', program, [flag, 'loophound/register'])
  expect({ exitCode: outcome.exitCode, stdout: outcome.stdout }).toEqual({ exitCode: 0, stdout: '' })
  expect(outcome.stderr).toMatch(/spin\b.*spin\.cjs:[23]:/s)
})

test('the command of the package runs, and fails for a program that blocks', async () => {
  await writeFile(
    join(folder, 'block.cjs'),
    'setTimeout(function spin() { const e = Date.now() + 150; while (Date.now() < e); }, 300)\n',
  )
  const command = join(folder, 'node_modules/.bin/loophound')
  const { exitCode, stdout } = await runCommand(folder, command, ['run', '--', process.execPath, 'block.cjs'])
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/spin\b.*block\.cjs:1:/s)
})

test('the JSON Schema of the report can be required', async () => {
  const script = "console.log(require('loophound/report.schema.json').type)"
  expect(await runScript(folder, 'schema.cjs', script)).toEqual({ exitCode: 0, stdout: 'object\n', stderr: '' })
})

const typedProgram = `import { assertNonBlocking, BlockedError, ignoreBlocking, LoophoundError, observe, watch } from 'loophound'
import type { Block, Capabilities, Summary, Watch, WatchOptions } from 'loophound'

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
export { isOurs, one, ready, summary, three, two }
`

test.each([
  ['NodeNext, ESM', 'main.mts', { module: 'nodenext', moduleResolution: 'nodenext', skipLibCheck: false }],
  ['NodeNext, CommonJS', 'main.cts', { module: 'nodenext', moduleResolution: 'nodenext', skipLibCheck: true }],
  ['Bundler', 'main.ts', { module: 'esnext', moduleResolution: 'bundler', skipLibCheck: true }],
])('TypeScript with %s finds all types', async (name, file, options) => {
  const project = join(folder, name.replaceAll(/\W+/g, '-'))
  await mkdir(project, { recursive: true })
  const compilerOptions = {
    ...options,
    target: 'es2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    types: ['node'],
    noEmit: true,
  }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }))
  await writeFile(join(project, file), typedProgram)
  const tsc = join(folder, 'node_modules/typescript/bin/tsc')
  expect(await runCommand(project, process.execPath, [tsc])).toEqual({ exitCode: 0, stdout: '', stderr: '' })
})
