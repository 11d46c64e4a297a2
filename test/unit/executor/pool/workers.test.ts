import { afterEach, expect, test } from 'vitest'
import { createExecutor } from '../../../../src/executor/executor.js'
import { createPool } from '../../../../src/executor/pool/workers.js'
import type { Outcome } from '../../../../src/executor/task.js'

const { execPath } = process
afterEach(() => {
  process.execPath = execPath
})

test('fails the task of a process that could not be started, counts it no more and stops', async () => {
  const listenerCount = process.listenerCount('exit')
  process.execPath = '/nowhere/node'
  const executor = createExecutor({ kind: 'process', size: 1 })
  await expect(executor.run('node:path', 'basename', ['/a/b.js'])).rejects.toMatchObject({
    code: 'ERR_LOOPHOUND_WORKER_LOST',
    message: 'expected the process to live until the end of the task, got: spawn /nowhere/node ENOENT',
  })
  expect(executor.summary().workerCount).toBe(0)
  await executor.stop()
  expect(process.listenerCount('exit')).toBe(listenerCount)
})

test.each(['thread', 'process'] as const)('names what a %s threw that is no error', async kind => {
  const executor = createExecutor({ kind, size: 1 })
  const code = 'setTimeout(() => { throw "boom text" }); new Promise(resolve => setTimeout(resolve, 10_000))'
  await expect(executor.run('node:vm', 'runInThisContext', [code])).rejects.toMatchObject({
    code: 'ERR_LOOPHOUND_WORKER_LOST',
    message: `expected the ${kind} to live until the end of the task, got: "boom text" (string)`,
    cause: 'boom text',
  })
  await executor.stop()
})

test('tells only later of a task that cannot be copied, so that many do not end inside each other', async () => {
  const pool = createPool({ kind: 'thread', maxHeapMb: undefined })
  const outcomes: Outcome[] = []
  for (let count = 0; count < 2; count += 1) {
    pool.start({ name: 'fn', args: [() => {}] }, {}, outcome => outcomes.push(outcome))
    expect(outcomes.length).toBe(count)
    await null
  }
  const failed = { ending: 'failed', value: expect.objectContaining({ code: 'ERR_LOOPHOUND_UNCLONABLE' }) }
  expect(outcomes).toEqual([failed, failed])
  expect(pool.workerCount).toBe(1)
  await pool.stop()
})

test('starts another process when one has died without a task', async () => {
  const executor = createExecutor({ kind: 'process', size: 1 })
  const pid = await executor.run<() => number>('node:vm', 'runInThisContext', ['process.pid'] as never)
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => executor.summary().workerCount).toBe(0)
  expect(await executor.run('node:path', 'basename', ['/a/b.js'])).toBe('b.js')
  await executor.stop()
})
