import assert from 'node:assert/strict'
import { describe, it } from 'mocha'
import { isPlanted, startClock } from '../clock.mjs'

describe('sums', () => {
  it('adds two numbers', () => {
    if (isPlanted()) addInMocha()
    assert.equal(1 + 2, 3)
  })

  it('adds none', async () => {
    await new Promise(resolve => setTimeout(resolve, 10))
    assert.equal([].length, 0)
  })
})

function addInMocha() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
