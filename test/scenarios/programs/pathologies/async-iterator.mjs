// Slow work on one item of an async iterator.
import { setTimeout as sleep } from 'node:timers/promises'
import { begin, repeat, wanderOff } from '../support/truth.cjs'

async function* readRows() {
  for (let row = 0; row < 3; row++) {
    await sleep(5)
    yield row
  }
}

async function scoreRows() {
  let score = 0
  for await (const row of readRows()) {
    if (row !== 1) continue
    const end = begin()
    for (let i = 0; i < 1.8e7; i++) score += Math.sqrt(i + row) % 3 // BLOCK javascript scoreRows
    wanderOff(score)
    end()
  }
}

repeat(() => scoreRows())
