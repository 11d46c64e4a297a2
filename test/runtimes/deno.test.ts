import { expect, test } from 'vitest'
import { countOf, find, LOOPHOUND, RUNTIMES, run } from './run-runtime.js'

const OFF = { state: 'off', reason: expect.stringMatching(/^not supported by Deno 2\.\d+\.\d+$/) }

test('Deno: nothing is measured, which a warning says once, and the app ends as it would', () => {
  const { exitCode, stdout, stderr } = run([...RUNTIMES.deno, find('programs/app.mjs')])
  const { told, capabilities, delay } = JSON.parse(stdout)
  expect(told).toEqual([])
  expect(Object.values(capabilities)).toEqual(Array.from({ length: 10 }, () => OFF))
  expect(delay).toBeUndefined()
  expect(stderr).toMatch(/^\(node:\d+\) LoophoundWarning: loophound measures nothing on Deno \S+, which .*\n$/)
  expect(exitCode).toBe(3)
})

test("Deno: an error and an exit code of the app's own stay", () => {
  const thrown = run([...RUNTIMES.deno, find('programs/app.mjs'), 'throw'])
  expect(thrown).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("Error: the app's own") })
  expect(countOf(thrown.stderr, 'Uncaught')).toBe(1)
  expect(run([...RUNTIMES.deno, find('programs/app.mjs'), 'exit']).exitCode).toBe(7)
})

test('Deno: an app that may read the environment and nothing else goes on', () => {
  const [deno] = RUNTIMES.deno
  const { exitCode, stderr } = run([deno, 'run', '--no-prompt', '--allow-env', find('programs/app.mjs')])
  expect(stderr).toContain('loophound measures nothing on Deno')
  expect(exitCode).toBe(3)
})

test('Deno: assertions pass, matchers say that they cannot tell, and the executor works', () => {
  const { exitCode, stdout } = run([...RUNTIMES.deno, find('programs/entries.mjs')])
  const says = expect.stringMatching(/^expected a block, and cannot tell: not supported by Deno/)
  expect(JSON.parse(stdout)).toEqual({ result: 'kept', blockCount: 0, pass: false, says })
  expect(exitCode).toBe(0)
})

test('Deno: tests that a guard watches pass', () => {
  const { exitCode, stdout } = run([RUNTIMES.deno[0], 'test', '--no-check', '-A', find('programs/guarded.test.mjs')])
  expect(stdout).toContain('1 passed')
  expect(exitCode).toBe(0)
})

test('loophound run says why it measured nothing of Deno, and keeps its exit code', () => {
  const passed = run([process.execPath, LOOPHOUND, 'run', '--', ...RUNTIMES.deno, find('programs/plain.mjs')])
  const reason = 'no Node process was measured: deno does not load what NODE_OPTIONS names'
  expect(passed).toMatchObject({ exitCode: 2, stdout: expect.stringContaining(`verdict    inconclusive: ${reason}\n`) })
  expect(
    run([process.execPath, LOOPHOUND, 'run', '--', ...RUNTIMES.deno, find('programs/plain.mjs'), '5']).exitCode,
  ).toBe(5)
})

test('on Deno loophound run watches a Node process, and the doctor asks for Node', () => {
  const cli = [...RUNTIMES.deno, LOOPHOUND] as const
  const { exitCode, stdout } = run([
    ...cli,
    'run',
    '--max-block',
    '10000',
    '--',
    process.execPath,
    find('programs/plain.mjs'),
  ])
  expect(stdout).toContain('verdict    pass')
  expect(exitCode).toBe(0)
  const stderr = expect.stringMatching(/^loophound: doctor: expected to be started with Node\.js, got Deno \S+\n$/)
  expect(run([...cli, 'doctor'])).toMatchObject({ exitCode: 2, stdout: '', stderr })
})

test('the doctor of Node says of a Deno that it is none', () => {
  const { exitCode, stderr } = run([process.execPath, LOOPHOUND, 'doctor', RUNTIMES.deno[0]])
  expect(stderr).toBe(`loophound: doctor: expected a Node.js, got ${JSON.stringify(RUNTIMES.deno[0])}\n`)
  expect(exitCode).toBe(2)
})
