// Continuations of 10 ms each, all in one drain of the microtask queue: small pieces that add up. Before Node 24 nothing tells
// them apart.
import { setTimeout as sleep } from 'node:timers/promises'
import { begin, repeat } from '../support/truth.cjs'

function scorePage(page) {
  const until = performance.now() + 10
  let score = page
  while (performance.now() < until) score += Math.sqrt(score + 1) // BLOCK microtasks|javascript scorePage
  return score
}

repeat(async () => {
  const ready = sleep(10)
  let end
  const jobs = Array.from({ length: 14 }, (_, page) => page).map(async page => {
    await ready
    end ??= begin()
    return scorePage(page)
  })
  await Promise.all(jobs)
  end()
})
