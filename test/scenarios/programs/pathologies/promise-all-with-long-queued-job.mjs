// Jobs that wait for one promise, so that all are queued at once; one of them is long, the others are short.
import { setTimeout as sleep } from 'node:timers/promises'
import { begin, repeat } from '../support/truth.cjs'

function scorePage(page) {
  const until = performance.now() + (page === 2 ? 120 : 8)
  let score = page
  while (performance.now() < until) score += Math.sqrt(score + 1) // BLOCK javascript scorePage
  return score
}

repeat(async () => {
  const ready = sleep(10)
  let end
  const first = ready.then(() => {
    end = begin()
  })
  await Promise.all([first, ...[1, 2, 3].map(page => ready.then(() => scorePage(page)))])
  end()
})
