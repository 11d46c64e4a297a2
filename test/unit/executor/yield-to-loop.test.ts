import { expect, test } from 'vitest'
import { yieldToLoop } from '../../../src/executor/yield-to-loop.js'

function spin(ms: number): void {
  const endMs = performance.now() + ms
  while (performance.now() < endMs);
}

async function countTurns(count: number, itemMs: number, everyMs: number): Promise<{ items: number[]; turns: number }> {
  const items: number[] = []
  let turns = 0
  let isOver = false
  const turn = () => {
    turns += 1
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  for await (const item of yieldToLoop(Array.from({ length: count }).keys(), { everyMs })) {
    spin(itemMs)
    items.push(item)
  }
  isOver = true
  return { items, turns }
}

test('hands out all items in order, and the loop turns meanwhile', async () => {
  const { items, turns } = await countTurns(10, 2, 1)
  expect(items).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  // Once after each item but the last.
  expect(turns).toBeGreaterThanOrEqual(9)
})

test('does not let the loop turn before the time is over', async () => {
  expect((await countTurns(10, 0, 10_000)).turns).toBe(0)
})

test('ends when it is aborted', async () => {
  const abort = new AbortController()
  const seen: number[] = []
  const run = async () => {
    for await (const item of yieldToLoop([1, 2, 3], { everyMs: 1, signal: abort.signal })) {
      seen.push(item)
      spin(2)
      abort.abort(new Error('enough'))
    }
  }
  await expect(run()).rejects.toThrow('enough')
  expect(seen).toEqual([1])
})

test('refuses a bad option', async () => {
  await expect(yieldToLoop([1], { everyMs: 0 }).next()).rejects.toThrow(
    'everyMs: expected a number over 0 (ms), got 0 (number)',
  )
})
