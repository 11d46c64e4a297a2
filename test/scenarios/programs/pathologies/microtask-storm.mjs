// A loop of awaits that never gives way: every step is short and the loop cannot turn.
import { begin, repeat, wanderOff } from '../support/truth.cjs'

async function readItem(index) {
  let size = 0
  for (let i = 0; i < 20_000; i++) size += Math.sqrt(i + index) // BLOCK microtasks readItem
  return size // BLOCK microtasks readItem
}

async function drainQueue() {
  let size = 0
  for (let index = 0; index < 3800; index++) size += await readItem(index) // BLOCK microtasks drainQueue
  return size
}

repeat(async () => {
  const end = begin()
  wanderOff(await drainQueue())
  end()
})
