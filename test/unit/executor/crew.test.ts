import { afterEach, expect, test } from 'vitest'
import { createExecutor } from '../../../src/executor/create-executor.js'

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
