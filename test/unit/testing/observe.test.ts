import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { WatchOptions } from '../../../src/agent/options.js'
import { watch } from '../../../src/agent/watch.js'
import { assertNonBlocking } from '../../../src/testing/assert-non-blocking.js'
import { BlockedError } from '../../../src/testing/blocked-error.js'
import { observe } from '../../../src/testing/observe.js'

describe('observe', () => {
  test('gives what the function returned, and the block it was', async () => {
    const told: string[] = []
    const { result, blocks, summary } = await observe(blockNextTurn, {
      onBlock: ({ id }) => told.push(id),
    })
    expect(result).toBe('done')
    const [block] = blocks.filter(({ durationMs }) => durationMs >= 400)
    expect(block?.culprit).toMatchObject({ function: 'blockTheLoop', file: import.meta.filename })
    expect(told).toEqual(blocks.map(({ id }) => id))
    expect(summary.blocks.count + summary.blocks.ignoredCount).toBe(blocks.length)
  })

  test('awaits what the function returns', async () => {
    const { result } = await observe(async () => {
      await Promise.resolve()
      return 7
    })
    expect(result).toBe(7)
  })

  test.each<[string, () => Promise<never>]>([
    ['throws', () => fail()],
    ['rejects', async () => fail()],
  ])('passes on what the function %s, and stops', async (_what, fn) => {
    await expect(observe(fn)).rejects.toThrow('mine')
  })

  test.each<[unknown, unknown, string]>([
    [undefined, {}, 'fn: expected a function, got undefined'],
    [() => {}, { onBlock: 'log' }, 'onBlock: expected a function, got "log" (string)'],
    [() => {}, null, 'options: expected an object, got null'],
    [() => {}, { thresholdMs: 1 }, 'thresholdMs: expected a number of at least 5 (ms), got 1 (number)'],
  ])('says what is wrong with (%s, %j)', async (fn, options, message) => {
    await expect(observe(fn as () => void, options as WatchOptions)).rejects.toMatchObject({
      code: 'ERR_LOOPHOUND_BAD_OPTION',
      message,
    })
  })
})

describe('assertNonBlocking', () => {
  test('gives what the function returned when nothing blocked', async () => {
    expect(await assertNonBlocking(async () => 7, { thresholdMs: 10_000 })).toBe(7)
  })

  test('throws the report of what blocked', async () => {
    const error: unknown = await assertNonBlocking(blockNextTurn, { thresholdMs: 20 }).catch(thrown => thrown)
    expect(error).toBeInstanceOf(BlockedError)
    expect(error).toMatchObject({ name: 'BlockedError', code: 'ERR_LOOPHOUND_BLOCKED' })
    expect(String(error)).toMatch(/the event loop was blocked .*blockTheLoop/s)
  })

  test('passes on what the function throws', async () => {
    await expect(assertNonBlocking(() => fail())).rejects.toThrow('mine')
  })
})

test('a watch ends with the block that uses it', async () => {
  const running = watch({ onBlock: () => {} })
  await running.ready
  await running[Symbol.asyncDispose]()
  const { iterationClock } = (await running.stop()).capabilities
  expect(iterationClock.state).toBe('on')
  expect(running.summary().capabilities.iterationClock).toEqual({ state: 'off', reason: 'stopped' })
})

// The iteration in which the watchdog tells that it is up may count as start-up.
async function blockNextTurn(): Promise<string> {
  await pause(20)
  return blockTheLoop(400)
}

// Long enough for a look into it even where other processes have the cores.
function blockTheLoop(durationMs: number): string {
  const end = performance.now() + durationMs
  while (performance.now() < end);
  return 'done'
}

function fail(): never {
  throw new Error('mine')
}
