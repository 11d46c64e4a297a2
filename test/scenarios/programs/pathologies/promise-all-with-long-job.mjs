// One of several jobs given to Promise.all is long.
import { setTimeout as sleep } from 'node:timers/promises'
import { repeat, timed } from '../support/truth.cjs'

function scorePage(page) {
  let score = 0
  for (let i = 0; i < 1.8e7; i++) score += Math.sqrt(i + page) % 3 // BLOCK javascript scorePage
  return score
}

async function loadPage(page) {
  await sleep(10 * page)
  return page === 2 ? timed(() => scorePage(page)) : page
}

repeat(() => Promise.all([1, 2, 3].map(page => loadPage(page))))
