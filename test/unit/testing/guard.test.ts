import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { allowBlocking } from '../../../src/testing/allow-blocking.js'
import { BlockedError } from '../../../src/testing/blocked-error.js'
import { createGuard, type Guard } from '../../../src/testing/guard.js'
import { toBlock } from '../../../src/testing/to-block.js'

// Real blocks of a real loop; the threshold is far above what a busy machine makes of no work at all.
const options = { thresholdMs: 200 }

test('fails the test that blocks with a message that names the function, the line and what to do', async () => {
  await withGuard(async guard => {
    const blocks = guard.wrap('spins', () => void spin(400))
    const error = await Promise.resolve(blocks()).then(String, String)
    expect(error).toMatch(
      /^BlockedError: the event loop was blocked for \d+ ms in spin \S*guard\.test\.ts:\d+:\d+ \(javascript\)\n\n/,
    )
    expect(error).toMatch(/the event loop was blocked for \d+ ms: javascript\n {2}spin \S*guard\.test\.ts:\d+:\d+ \n/)
    expect(error).toMatch(/\n {2}→ Move it to a worker thread \(loophound\/executor\)[\s\S]*\n {2}context +test=spins/)
  })
})

test('gives a block to the test whose code it was, among tests that run at the same time', async () => {
  await withGuard(async guard => {
    const waits = guard.wrap('waits', () => sleep(900))
    const blocks = guard.wrap('blocks', async () => {
      await sleep(50)
      spin(400)
    })
    const ends = await Promise.allSettled([waits(), blocks(), waits()])
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })
})

test('tells of a block between tests once, as no test’s', async () => {
  await withGuard(async guard => {
    await guard.wrap('before', () => {})()
    await sleep(1)
    spin(400)
    await guard.wrap('after', () => {})()
    const outside = await guard.takeOutside()
    expect(outside.map(({ culprit }) => culprit?.function)).toEqual(['spin'])
    expect(await guard.takeOutside()).toEqual([])
  })
})

test('lets a test block as long as it said it would, and no longer', async () => {
  await withGuard(async guard => {
    const allowed = guard.wrap('allowed', () => {
      allowBlocking(5000, 'it is known')
      spin(400)
    })
    const tooLong = guard.wrap('too long', () => {
      allowBlocking(250, 'it is known')
      spin(400)
    })
    await expect(allowed()).resolves.toBeUndefined()
    await expect(tooLong()).rejects.toThrow('the event loop was blocked for')
  })
})

test('leaves alone what a matcher has told', async () => {
  await withGuard(async guard => {
    const asks = guard.wrap('asks', async () => {
      const { pass } = await toBlock(() => void spin(400), 200)
      expect(pass).toBe(true)
    })
    await expect(asks()).resolves.toBeUndefined()
  })
})

test('gives a block to its test, whatever and however much context() says', async () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`name${index}`, index]))
  const guard = createGuard({ ...options, context: () => ({ ...many, test: 'another' }) })
  await guard.ready
  await guard.takeOutside()
  const spins = guard.wrap('spins', () => void spin(400))
  const error: unknown = await Promise.resolve(spins()).catch(thrown => thrown)
  await guard.stop()
  const [context] = error instanceof BlockedError ? error.blocks.map(block => block.context) : []
  expect(context).toMatchObject({ test: 'spins', name0: '0' })
})

test('refuses a bad option', () => {
  const start = () => createGuard({ thresholdMs: 1 })
  expect(start).toThrow('thresholdMs: expected a number of at least 5 (ms), got 1 (number)')
})

async function withGuard(use: (guard: Guard) => Promise<void>): Promise<void> {
  const guard = createGuard(options)
  await guard.ready
  // Vitest's own work before this belongs to nobody.
  await guard.takeOutside()
  try {
    await use(guard)
  } finally {
    await guard.stop()
  }
}

/** By CPU time, so that a machine without a free core does not excuse it. */
function spin(durationMs: number): number {
  const before = process.cpuUsage()
  for (let value = 1, count = 0; ; count += 1) {
    value += Math.sqrt(value + count)
    if (count % 100_000 === 0 && process.cpuUsage(before).user > durationMs * 1000) return value
  }
}
