import { afterEach, expect, it } from 'vitest'
import { createExecutor } from '../../../../src/executor/executor.js'

const { execPath } = process
afterEach(() => {
  process.execPath = execPath
})

it('fails the task of a process that could not be started, counts it no more and stops', async () => {
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

it.each(['thread', 'process'] as const)('names what a %s threw that is no error', async kind => {
  const executor = createExecutor({ kind, size: 1 })
  const code = 'setTimeout(() => { throw "boom text" }); new Promise(resolve => setTimeout(resolve, 10_000))'
  await expect(executor.run('node:vm', 'runInThisContext', [code])).rejects.toMatchObject({
    code: 'ERR_LOOPHOUND_WORKER_LOST',
    message: `expected the ${kind} to live until the end of the task, got: "boom text" (string)`,
    cause: 'boom text',
  })
  await executor.stop()
})

it('fails each of many tasks that cannot be copied, one after the other, and runs the next one in the same worker', async () => {
  const executor = createExecutor({ kind: 'thread', size: 1, maxQueueLength: Infinity })
  // They fail when it has ended, each as soon as the one before has.
  const first = executor.run('node:vm', 'runInThisContext', ['new Promise(resolve => setTimeout(resolve, 50))'])
  const tasks = Array.from({ length: 3000 }, () => executor.run('node:path', 'basename', [() => {}]))
  await first
  const settled = await Promise.allSettled(tasks)
  const codes = settled.map(task => task.status === 'rejected' && task.reason.code)
  expect(new Set(codes)).toEqual(new Set(['ERR_LOOPHOUND_UNCLONABLE']))
  expect(await executor.run('node:path', 'basename', ['/a/b.js'])).toBe('b.js')
  expect(executor.summary()).toMatchObject({ workerCount: 1, ended: { failed: 3000, returned: 2 } })
  await executor.stop()
})

it('starts another process when one has died without a task', async () => {
  const executor = createExecutor({ kind: 'process', size: 1 })
  const pid = await executor.run<() => number>('node:vm', 'runInThisContext', ['process.pid'] as never)
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => executor.summary().workerCount).toBe(0)
  expect(await executor.run('node:path', 'basename', ['/a/b.js'])).toBe('b.js')
  await executor.stop()
})
