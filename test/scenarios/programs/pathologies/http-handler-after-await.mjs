// Synchronous work after an await in an http request handler.
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { begin, repeat, wanderOff } from '../support/truth.cjs'

async function loadProfile(id) {
  await sleep(20)
  return { id, scores: Array.from({ length: 3000 }, (_, i) => (i * 7919) % 3001) }
}

function rankProfile({ scores }) {
  let inversions = 0
  for (let round = 0; round < 32; round++) {
    // BLOCK javascript rankProfile
    for (const left of scores) {
      // BLOCK javascript rankProfile
      for (let i = 0; i < scores.length; i++) if (scores[i] < left) inversions++ // BLOCK javascript rankProfile
    }
  }
  return inversions
}

const server = http.createServer(async (_request, response) => {
  const profile = await loadProfile(7)
  const end = begin()
  response.end(String(wanderOff(rankProfile(profile))))
  end()
})

await new Promise(listening => server.listen(0, '127.0.0.1', listening))
await repeat(async () => {
  const response = await fetch(`http://127.0.0.1:${server.address().port}/profile`)
  await response.text()
})
server.close().closeAllConnections()
