// Top-level code of the entry that goes on after an await: the loop has turned, so this is a block and not the start.
import { setTimeout as sleep } from 'node:timers/promises'
import { timed } from '../support/truth.cjs'

function buildIndex(seed) {
  let sum = 0
  for (let i = 0; i < 1.8e7; i++) sum += Math.sqrt(i + seed) % 3 // BLOCK javascript buildIndex
  return sum
}

for (let seed = 1; seed <= 3; seed++) {
  await sleep(150)
  timed(() => buildIndex(seed))
}
await sleep(50)
