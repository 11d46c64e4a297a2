import { afterEach, expect, test } from 'vitest'
import { createExecutor } from '../../../../src/executor/executor.js'
import type { ExecutorOptions } from '../../../../src/executor/options.js'

const { execArgv } = process
afterEach(() => {
  process.execArgv = execArgv
})

test('limits the heap of a process also where that of the app is limited', async () => {
  process.execArgv = ['--max-old-space-size=500']
  const limitMb = await readHeapLimitMb({ maxHeapMb: 100 })
  // Both with room for young objects, how much depends on the version of Node.
  expect((await readHeapLimitMb({})) - limitMb).toBeCloseTo(400, 0)
})

test('starts a thread in an app that was given as text, whatever the other flags are', async () => {
  process.execArgv = ['--max-old-space-size=500', '--input-type=module', '-e', 'start()']
  const executor = createExecutor({ kind: 'thread', size: 1 })
  expect(await executor.run('node:path', 'basename', ['/a/b.js'])).toBe('b.js')
  await executor.stop()
})

async function readHeapLimitMb(options: ExecutorOptions): Promise<number> {
  const executor = createExecutor({ kind: 'process', size: 1, ...options })
  const { heap_size_limit } = await executor.run<typeof import('node:v8').getHeapStatistics>(
    'node:v8',
    'getHeapStatistics',
    [],
  )
  await executor.stop()
  return heap_size_limit / 2 ** 20
}
