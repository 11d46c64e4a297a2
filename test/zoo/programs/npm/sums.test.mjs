import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPlanted, startClock } from '../clock.mjs'

test('adds two numbers', () => {
  if (isPlanted()) addInScript()
  assert.equal(1 + 2, 3)
})

test('adds none', async () => {
  await new Promise(resolve => setTimeout(resolve, 10))
  assert.equal([].length, 0)
})

function addInScript() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
