import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { runCommand } from './run-script.js'

// What runners without an entry of their own print of an assertion that fails, each in its own way: whole, once, and with the line that asserts.
const sources = fileURLToPath(new URL('runners', import.meta.url))
const packed = inject('projectFolder')
const LIMIT = { timeoutMs: 120_000 }
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loophound-printed-errors-'))
  const tarball = (await readdir(packed)).find(name => name.endsWith('.tgz')) ?? ''
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }))
  const packages = [join(packed, tarball), 'tap@21.8.0', '@playwright/test@1.65.1', 'uvu@0.5.6']
  const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages]
  expect(await runCommand(folder, 'npm', args, LIMIT)).toMatchObject({ exitCode: 0 })
  await cp(sources, folder, { recursive: true })
}, 180_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

test('uvu prints the report, and then the stack', async () => {
  const printed = await print(['errors.uvu.mjs'])
  expectReport(printed)
  expect(printed).toMatch(/FAIL .*"blocks"\n {4}the event loop was blocked for .*\n\nloophound: /)
  expect(printed).toMatch(/\n {2}(?:callback|delayed) .*\n\n {4}at \S+ \(file:\/\/\S+errors\.uvu\.mjs:6:22\)\n/)
})

test('node-tap has the summary as title, and the report and the stack below', async () => {
  const tap = ['node_modules/tap/dist/esm/run.mjs', '--reporter=tap', '--disable-coverage']
  const printed = await print([...tap, 'errors.tap.mjs'])
  expectReport(printed)
  expect(printed).toMatch(
    /^ +not ok 1 - the event loop was blocked for \d+ ms in spin slow\.mjs:[4-7]:\d+ \(javascript\)$/m,
  )
  expect(printed).toMatch(/^ +stack: \|\n +\S+ \(errors\.tap\.mjs:6:22\)\n +at:\n/m)
  expect(printed).toMatch(/^( +)report: .*\n\1 {2}loophound: /m)
})

test('Playwright prints the report, and shows the line that asserts', async () => {
  const printed = await print(['node_modules/@playwright/test/cli.js', 'test'])
  expectReport(printed)
  expect(printed).toMatch(/\n {4}BlockedError: the event loop was blocked for .*\n\n {4}loophound: /)
  expect(printed).toMatch(/\n {6}(?:callback|delayed) .*\n\n.*\n(?:.*\n)*? {4}> 6 \| test\('blocks'/)
  expect(printed.match(/^ +at .*/gm)).toEqual([expect.stringMatching(/^ +at \S+errors\.playwright\.mjs:6:22$/)])
})

async function print(args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand(folder, process.execPath, args, LIMIT)
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
  return stdout
}

// The line is one of the loop's.
function expectReport(printed: string): void {
  const [summary, headline, ...more] = printed.match(/the event loop was blocked .*/g) ?? []
  expect(summary).toMatch(/^the event loop was blocked for \d+ ms in spin slow\.mjs:[4-7]:\d+ \(javascript\)$/)
  expect(headline).toMatch(/^the event loop was blocked for \d+ ms: javascript$/)
  expect(more).toEqual([])
  expect(printed.match(/^ *> [4-7] │ .*\S/gm)).toHaveLength(1)
  expect(printed.match(/^ *in spin \(slow\.mjs:[4-7]:\d+\)/gm)).toHaveLength(1)
  expect(printed.match(/^ *→ Move it to a worker thread /gm)).toHaveLength(1)
  // No line of the report is taken for a frame of the stack.
  expect(printed).not.toMatch(/^\s*at .*slow\.mjs/m)
}
