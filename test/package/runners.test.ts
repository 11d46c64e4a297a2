import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Outcome, runCommand } from './run-script.js'

// Real runners in a project of their own, with the packed package: the same tests in the words of each, and the same outcome.
const sources = fileURLToPath(new URL('runners', import.meta.url))
const packed = inject('projectFolder')
const LIMIT = { timeoutMs: 120_000 }
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loophound-runners-'))
  const tarball = (await readdir(packed)).find(name => name.endsWith('.tgz')) ?? ''
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }))
  const packages = [join(packed, tarball), 'vitest@3.2.4', 'jest@30.5.2', 'mocha@12.0.3']
  const installed = await runCommand(
    folder,
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages],
    LIMIT,
  )
  expect(installed).toMatchObject({ exitCode: 0 })
  for (const project of [folder, packed]) await cp(sources, project, { recursive: true })
  const slow = await readFile(join(sources, 'slow.mjs'), 'utf8')
  const names = 'module.exports = { sleep, spin }\n'
  await writeFile(join(folder, 'slow.cjs'), slow.replaceAll('export function', 'function') + names)
}, 180_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

/** What every runner has. `fails` when the loop was blocked, by that function. */
const common = {
  'is quick': 'passes',
  blocks: 'fails: spin',
  'blocks after an await': 'fails: spin',
  'fails by itself': 'fails: its own error',
  'may block': 'passes',
}
const callbacks = { 'blocks before it calls back': 'fails: spin' }
const matchers = { 'is asked whether it blocks': 'passes', 'is asked not to block': 'fails: spin' }
const concurrent = { sleeps: 'passes', 'blocks between sleeps': 'fails: spin', 'sleeps, too': 'passes' }
const retried = { 'blocks at its first try': 'passes' }

const outside =
  /blocked between tests \(imports, hooks, what tests left behind\)\n(?: {2}.*\n)*? {2}.* in spin \S*slow\.[cm]js:\d+:\d+\n/

test.each([
  ['4', 'forks', packed],
  ['4', 'threads', packed],
  ['3.2', 'forks', ''],
  ['3.2', 'threads', ''],
])('Vitest %s gives each block to its test, in the pool %s', async (_, pool, project) => {
  const args = ['node_modules/vitest/vitest.mjs', 'run', 'vitest.test.mjs', '--config', 'vitest.config.mjs']
  const reporters = ['--reporter=json', '--outputFile=vitest.json']
  const cwd = project || folder
  const outcome = await runCommand(cwd, process.execPath, [...args, ...reporters, `--pool=${pool}`], LIMIT)
  expect(outcome).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(outside) })
  const { testResults } = JSON.parse(await readFile(join(cwd, 'vitest.json'), 'utf8'))
  expect(readAssertions(testResults)).toEqual({ ...common, ...matchers, ...concurrent, ...retried })
})

test('Jest gives each block to its test', async () => {
  const args = ['node_modules/jest/bin/jest.js', '--json', '--outputFile=jest.json']
  const outcome = await runCommand(folder, process.execPath, args, LIMIT)
  expect(outcome).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(outside) })
  const { testResults } = JSON.parse(await readFile(join(folder, 'jest.json'), 'utf8'))
  expect(readAssertions(testResults)).toEqual({ ...common, ...callbacks, ...matchers, ...concurrent })
})

test('Mocha gives each block to its test', async () => {
  const args = ['node_modules/mocha/bin/mocha.js', '--require', 'loophound/mocha', 'mocha.test.mjs']
  const reporter = ['--reporter', 'json', '--reporter-option', 'output=mocha.json']
  const outcome = await runCommand(folder, process.execPath, [...args, ...reporter], LIMIT)
  expect(outcome).toMatchObject({ exitCode: expect.any(Number), stderr: expect.stringMatching(outside) })
  const { tests }: { tests: MochaTest[] } = JSON.parse(await readFile(join(folder, 'mocha.json'), 'utf8'))
  const found = tests.map(({ title, err }) => [title, describeEnd(err.message)])
  expect(Object.fromEntries(found)).toEqual({ ...common, ...callbacks, ...retried })
})

test('node:test gives each block to its test', async () => {
  const args = ['--import', 'loophound/node-test', '--test', '--test-reporter=tap', 'node.test.mjs']
  const outcome = await runCommand(folder, process.execPath, args, LIMIT)
  expect(outcome).toMatchObject({ exitCode: 1 })
  expect(outcome.stdout + outcome.stderr).toMatch(/blocked between tests/)
  expect(readTap(outcome)).toEqual({ ...common, ...callbacks, ...concurrent, 'at the same time': 'fails: 1 subtest' })
})

const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'hang.vitest.config.mjs']
const mocha = ['node_modules/mocha/bin/mocha.js', '--require', './hang.mocha-setup.mjs', 'hang.mocha.mjs']

// Where the tests run in the runner's own process that is ended, and where it takes no notice of the end of another.
test.each<[string, number | null, string[]]>([
  ['Vitest, in forks', 1, [...vitest, '--pool=forks']],
  ['Vitest, in threads', null, [...vitest, '--pool=threads']],
  ['Jest', null, ['node_modules/jest/bin/jest.js', '--config', 'hang.jest.config.cjs']],
  ['Mocha', null, mocha],
  ['Mocha, in parallel', null, [...mocha, '--parallel']],
  ['node:test', 1, ['--import', './hang.node-setup.mjs', '--test', 'hang.node.mjs']],
])('%s ends and fails when a test is in an endless loop, and says which and where', async (_, exitCode, args) => {
  const outcome = await runCommand(folder, process.execPath, args, LIMIT)
  const told = outcome.stdout + outcome.stderr
  expect(told).toMatch(/blocked for .* and still is.*: javascript\n#? {2,3}spin slow\.[cm]js:\d+:\d+/)
  expect(told).toMatch(/ended +process \d+ was killed: hang timeout reached/)
  expect(told).toMatch(/context +test=never comes back/)
  expect(outcome.exitCode).toBe(exitCode)
})

interface MochaTest {
  title: string
  err: { message?: string }
}

interface AssertionResult {
  title: string
  status: string
  failureMessages: string[]
}

function readAssertions(files: { assertionResults: AssertionResult[] }[]): Record<string, string> {
  const results = files.flatMap(({ assertionResults }) => assertionResults)
  const ends = results.map(({ title, status, failureMessages }) => [
    title,
    status === 'passed' ? 'passes' : describeEnd(failureMessages[0]),
  ])
  return Object.fromEntries(ends)
}

// The line is one of the loop's; the fixture's source lines are part of the message. All is told once, after a line that sums it up.
function describeEnd(message: string | undefined): string {
  if (message === undefined || message === '') return 'passes'
  const named =
    /the event loop was blocked for \d+ ms(?: in worker thread \d+)?: javascript\n\s+(\w+) \S*slow\.[cm]js:[4-7]:\d+/.exec(
      message,
    )
  const told = message.match(/the event loop was blocked .*/g) ?? []
  const isWhole = told.length === 2 && /^\S.*\bfor \d+ ms in \w+ \S+ \(javascript\)$/.test(told[0] ?? '')
  if (named && isWhole && /> \d │ .*\S/.test(message) && /→ /.test(message)) return `fails: ${named[1]}`
  return message.includes('its own error') ? 'fails: its own error' : `fails: ${message}`
}

function readTap({ stdout }: Outcome): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, indent, not, title, rest] of stdout.matchAll(/^( *)(not )?ok \d+ - ([^\n]*)\n((?:\1 {2}.*\n)*)/gm)) {
    if (title === undefined || indent === undefined) continue
    const subtests = /(\d+ subtest)s? failed/.exec(rest ?? '')
    found[title] = not === undefined ? 'passes' : subtests ? `fails: ${subtests[1]}` : describeEnd(rest)
  }
  return found
}
