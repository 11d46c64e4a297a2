import { expect, test } from 'vitest'
import { countOf, find, LOOPHOUND, RUNTIMES, run } from './run-runtime.js'

const OFF = { state: 'off', reason: expect.stringMatching(/^not supported by Bun 1\.\d+\.\d+$/) }
const ON = { state: 'on' }

test('Bun: blocks are as long as they were, named by nobody, and the app ends as it would', () => {
  const { exitCode, stdout, stderr } = run([...RUNTIMES.bun, find('programs/app.mjs')])
  const { told, truthMs, capabilities, delay } = JSON.parse(stdout)
  expect(told).toHaveLength(2)
  for (const [index, block] of told.entries()) {
    expect(block.durationMs).toBeGreaterThan(truthMs[index] - 3)
    expect(block.durationMs).toBeLessThan(truthMs[index] + 20)
    expect(block).not.toHaveProperty('culprit')
    expect(block.cause).toMatch(/^(unknown|starved|suspended)$/)
  }
  expect(capabilities).toEqual({
    iterationClock: ON,
    heartbeat: ON,
    watchdog: ON,
    threadTime: ON,
    interrupts: OFF,
    safepoints: OFF,
    sampler: OFF,
    delay: OFF,
    requests: OFF,
    callbacks: OFF,
  })
  expect(delay).toBeUndefined()
  expect(countOf(stderr, 'LoophoundWarning')).toBe(1)
  expect(stderr).toContain('tells how long the loop was blocked but not which line did it')
  expect(exitCode).toBe(3)
})

test("Bun: an error and an exit code of the app's own stay", () => {
  const thrown = run([...RUNTIMES.bun, find('programs/app.mjs'), 'throw'])
  expect(thrown).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("error: the app's own") })
  expect(run([...RUNTIMES.bun, find('programs/app.mjs'), 'exit']).exitCode).toBe(7)
})

test('Bun: a worker thread says that nothing is measured there', () => {
  const { exitCode, stdout, stderr } = run([...RUNTIMES.bun, find('programs/worker.mjs')])
  const reason = expect.stringMatching(/^not supported by Bun \S+ in worker threads$/)
  expect(JSON.parse(stdout)).toEqual({ iterationClock: { state: 'off', reason }, count: 0 })
  expect(stderr).toContain('loophound measures nothing in a worker thread of Bun')
  expect(exitCode).toBe(0)
})

test('Bun: assertions, matchers and the executor work', () => {
  const { exitCode, stdout } = run([...RUNTIMES.bun, find('programs/entries.mjs')])
  expect(JSON.parse(stdout)).toMatchObject({ result: 'kept', blockCount: 1 })
  expect(exitCode).toBe(0)
})

test('Bun: tests that a guard watches pass', () => {
  const { exitCode, stderr } = run([RUNTIMES.bun[0], 'test', find('programs/guarded.test.mjs')])
  expect(stderr).toContain('1 pass')
  expect(exitCode).toBe(0)
})

test('loophound run says why it measured nothing of Bun, and keeps its exit code', () => {
  const passed = run([process.execPath, LOOPHOUND, 'run', '--', ...RUNTIMES.bun, find('programs/plain.mjs')])
  const reason = 'no Node process was measured: bun does not load what NODE_OPTIONS names'
  expect(passed).toMatchObject({ exitCode: 2, stdout: expect.stringContaining(`verdict    inconclusive: ${reason}\n`) })
  expect(
    run([process.execPath, LOOPHOUND, 'run', '--', ...RUNTIMES.bun, find('programs/plain.mjs'), '5']).exitCode,
  ).toBe(5)
})

test('on Bun loophound run watches a Node process, and the doctor asks for Node', () => {
  const cli = [...RUNTIMES.bun, '--bun', LOOPHOUND] as const
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
  const stderr = expect.stringMatching(/^loophound: doctor: expected to be started with Node\.js, got Bun \S+\n$/)
  expect(run([...cli, 'doctor'])).toMatchObject({ exitCode: 2, stdout: '', stderr })
})

test('with --preload loophound run measures Bun, and the doctor says what is named', () => {
  const register = find('../../dist/register.cjs')
  const preloaded = [...RUNTIMES.bun, '--preload', register] as const
  const ran = run([process.execPath, LOOPHOUND, 'run', '--', ...preloaded, find('programs/timer.mjs')])
  expect(ran.stdout).toMatch(/not measured {2}process .*: interrupts, .* off: not supported by Bun/)
  expect(ran.stdout).not.toMatch(/^delay/m)
  expect(ran.stdout).toContain('1 block of 50 ms or longer')
  const { exitCode, stdout } = run([process.execPath, LOOPHOUND, 'doctor', ...preloaded])
  expect(stdout).toMatch(/^loophound \S+, Bun \S+, linux\n/)
  expect(stdout).toMatch(/^worker thread +interrupts +off +not supported by Bun \S+$/m)
  expect(exitCode).toBe(0)
})
