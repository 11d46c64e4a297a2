import { expect, test } from 'vitest'
import { isPlanted, startClock } from '../clock.mjs'

test('adds two numbers', () => {
  if (isPlanted()) addInVitest()
  expect(1 + 2).toBe(3)
})

test('adds none', async () => {
  await new Promise(resolve => setTimeout(resolve, 10))
  expect([]).toEqual([])
})

function addInVitest() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
