import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'

const folder = new URL('programs/executor/', import.meta.url)
const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))

const ours = (code: string, message: unknown, more: object = {}) => ({
  is: 'LoophoundError',
  name: 'LoophoundError',
  code: `ERR_LOOPHOUND_${code}`,
  message,
  ...more,
})
const lost = (kind: string, how: string, more: object = {}) =>
  ours('WORKER_LOST', `expected the ${kind} to live until the end of the task, got: ${how}`, more)
const aborted = (cause: string) => ours('TASK_ABORTED', 'task aborted', { name: 'AbortError', cause })
const timedOut = (limitMs: number, state: string) =>
  ours('TASK_TIMED_OUT', `timeoutMs: expected the task to end within ${limitMs} ms, got one that is still ${state}`, {
    name: 'TimeoutError',
  })
const unclonable = (path: string, name: string) =>
  ours('UNCLONABLE', `${path}: expected something that can be copied to another thread or process, got a function`, {
    cause: `${name}() {} could not be cloned.`,
  })
const noMemory = 'Worker terminated due to reaching memory limit: JS heap out of memory'
const ended = { isOver: true, next: { value: 8 } }

/** What each situation of the program has to come to; the program says what it does there. */
const outcomes = (kind: string) => ({
  'a result': { value: 42 },
  'an error': { is: 'Error', name: 'OutOfPaper', code: 'E_PAPER', message: 'no paper', cause: 'tray 2 is empty' },
  'stacks of both sides': true,
  'own properties': { code: 'E_PAPER', tray: 2 },
  'a rejection': { is: 'TypeError', name: 'TypeError', message: 'later' },
  'something else thrown': { thrown: 'text' },
  'an argument that cannot be copied': unclonable('args[0].options.onDone', 'onDone'),
  'a result that cannot be copied': unclonable('result.list[1].callback', 'callback'),
  'no such function': ours(
    'BAD_TASK',
    expect.stringMatching(
      /^exportName: expected a function that file:.*tasks\.mjs exports \(it exports countTo, double, .*\), got "triple" \(string\)$/,
    ),
  ),
  'no such module': 'ERR_LOOPHOUND_BAD_TASK',
  'a relative path': ours('BAD_OPTION', expect.stringContaining("write new URL('./tasks.mjs', import.meta.url)")),
  'a package': 'b.js',
  progress: [1, 2, 3],
  'an exit': lost(kind, 'exit code 3'),
  'an unhandled rejection': lost(kind, 'no paper', { cause: 'no paper' }),
  ...(kind === 'thread'
    ? { 'no memory left': lost(kind, noMemory, { cause: noMemory }) }
    : { 'a kill, beside a task that goes on': [lost(kind, 'signal SIGKILL'), { value: 10 }] }),
  'a death without a task': [{ value: 2 }, { value: 4 }],
  'an abort of a running task': { ...aborted('not needed'), ...ended },
  'a time-out of a running task': { ...timedOut(80, 'running'), ...ended },
  'an abort and a time-out of waiting tasks': [
    aborted('not needed'),
    timedOut(20, 'waiting for a worker'),
    aborted('This operation was aborted'),
  ],
  'a full queue': [
    { value: 2 },
    { value: 4 },
    ours(
      'QUEUE_FULL',
      "queue: expected at most 1 waiting tasks, got one more; wait for executor.room(), or set onFull: 'wait'",
    ),
  ],
  'a summary': {
    returned: kind === 'thread' ? 11 : 13,
    failed: 9,
    aborted: 4,
    timedOut: 2,
    lost: 3,
  },
  'tasks when it is stopped': [
    ...[2, 4, 6, 8].map(value => ({ value })),
    ours('EXECUTOR_STOPPED', 'expected an executor that takes tasks, got one that was stopped'),
    0,
  ],
  'a function as text': { value: 3 },
  'a function that does not stand alone': {
    is: 'ReferenceError',
    name: 'ReferenceError',
    message: 'tasks is not defined',
  },
})

const many = {
  isBounded: true,
  ranOnce: true,
  returned: 9980,
  failed: { ERR_LOOPHOUND_WORKER_LOST: 10, E_PAPER: 10 },
}

describe.each(['thread', 'process'])('an executor of kind %s', kind => {
  test.each(findOldestAndNewest())(
    'fails each task by itself, whatever goes wrong, on $name',
    async ({ name, execPath }) => {
      const isLong = name === process.version
      const { exitCode, stdout } = await start(execPath, 'faults.mjs', kind, ...(isLong ? ['long'] : []))
      expect(exitCode).toBe(0)
      const { leftPid, ...facts } = JSON.parse(stdout)
      expect(facts).toEqual({ ...outcomes(kind), ...(isLong ? { '10,000 tasks': many } : {}) })
      await expectEnd(leftPid)
    },
  )
})

test.each(['thread', 'process'])('an idle %s of an executor that nobody stops keeps nothing alive', async kind => {
  const entry = new URL('../../dist/executor.js', import.meta.url)
  const script = `import { createExecutor } from '${entry}'
    const executor = createExecutor({ kind: '${kind}', size: 1 })
    console.log((await executor.run('node:path', 'basename', ['a/b'])))`
  expect(await start(process.execPath, '--input-type=module', '-e', script)).toEqual({
    exitCode: 0,
    stdout: 'b\n',
    stderr: '',
  })
})

async function expectEnd(pid: number): Promise<void> {
  const deadlineMs = performance.now() + 10_000
  while (isRunning(pid) && performance.now() < deadlineMs) await sleep(20)
  expect(isRunning(pid)).toBe(false)
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a run', () => {
  test.each(['thread', 'process'])('passes with the work in a %s of an executor', async where => {
    const { exitCode, stdout } = await startRun(where)
    expect(stdout).toContain('no block of 100 ms')
    expect(exitCode).toBe(0)
  })

  test('fails with the same work inline', async () => {
    const { exitCode, stdout } = await startRun('inline')
    expect(stdout).toContain('hashAll')
    expect(exitCode).toBe(1)
  })
})

/** On a busy machine the start of a thread or a process alone may take the loop 50 ms; the work takes 150. */
function startRun(where: string) {
  return start(process.execPath, bin, 'run', '--threshold', '100', '--', process.execPath, 'app.mjs', where)
}

function start(execPath: string, ...args: string[]) {
  return new Promise<{ exitCode: number | null; stdout: string; stderr: string }>(resolve => {
    const options = { cwd: fileURLToPath(folder), timeout: 50_000 }
    const child = execFile(execPath, args, options, (_, stdout, stderr) => {
      resolve({ exitCode: child.exitCode, stdout, stderr })
    })
  })
}
