import test from 'ava'
import { isPlanted, startClock } from '../clock.mjs'

test('adds two numbers', t => {
  if (isPlanted()) addInAva()
  t.is(1 + 2, 3)
})

test('adds none', async t => {
  await new Promise(resolve => setTimeout(resolve, 10))
  t.deepEqual([], [])
})

function addInAva() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
