import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

// Each notes that it ran, and fails. It is over before the pressure on the cores could be measured.
const SUITE = `
import { appendFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
const fail = (task, message = 'got none') => {
  appendFileSync('runs.txt', task.name + '\\n')
  expect.fail(message)
}
test('calm', ({ task }) => fail(task))
describe('suite', () => {
  test('disturbed', ({ task }) => {
    task.meta.disturbance = 'it had no core'
    fail(task)
  })
})
test('sure', ({ task }) => {
  task.meta.disturbance = 'it had no core'
  fail(task, 'named wrong for sure: got json')
})
test('disturbed once', ({ task }) => {
  if (task.meta.repeats) return
  task.meta.disturbance = 'it had no core'
  fail(task)
})
`

test('a test is run again when its run has measured a disturbance, twice at most, and each repeat is printed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loophound-repeats-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const setupFiles = [join(root, 'test/repeats/repeat-disturbed.ts')]
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    `export default ${JSON.stringify({ test: { setupFiles, retry: { count: 2 } } })}`,
  )
  writeFileSync(join(folder, 'suite.test.mjs'), SUITE)
  const output = await runVitest(folder)
  const runs = readFileSync(join(folder, 'runs.txt'), 'utf8').trim().split('\n')
  rmSync(folder, { recursive: true })
  expect(runs).toEqual(['calm', 'disturbed', 'disturbed', 'disturbed', 'sure', 'disturbed once'])
  expect(output.match(/^repeated, since it had no core: .*$/gm)).toEqual([
    'repeated, since it had no core: disturbed',
    'repeated, since it had no core: disturbed',
    'repeated, since it had no core: disturbed once',
  ])
  expect(output).toMatch(/Tests +3 failed \| 1 passed/)
})

function runVitest(folder: string): Promise<string> {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|TEST$)/.test(name))
  const env = { ...Object.fromEntries(own), NO_COLOR: '1' }
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder]
  return new Promise(resolve => {
    execFile(process.execPath, args, { cwd: folder, env, timeout: 50_000 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
}
