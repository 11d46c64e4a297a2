// A small load for the example: node load.mjs <url> <seconds> <picture> [picture…]
// Prints what it measured; writes it as JSON, too, into the file that LOAD_REPORT names.
import { writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const CLIENTS = 3
const agent = new Agent({ keepAlive: true })
const [url, seconds, ...pictures] = process.argv.slice(2)
const endAt = performance.now() + Number(seconds) * 1000
const timesMs = { '/thumb': [], '/health': [] }

await Promise.all([pollHealth(), ...Array.from({ length: CLIENTS }, (_, index) => askForThumbnails(index))])
agent.destroy()
const results = Object.entries(timesMs).map(([route, times]) => ({ route, ...summarize(times) }))
for (const result of results) console.log(formatResult(result))
if (process.env.LOAD_REPORT) writeFileSync(process.env.LOAD_REPORT, JSON.stringify(results))

/** Looks at a page of thumbnails, one after the other, with a pause as a person makes. */
async function askForThumbnails(index) {
  for (let turn = index; performance.now() < endAt; turn++) {
    timesMs['/thumb'].push(await fetchOnce(`/thumb/${pictures[turn % pictures.length]}`))
    await sleep(300 + 50 * index)
  }
}

/** What a load balancer does, only more often: each answer tells how long the server kept everybody waiting. */
async function pollHealth() {
  while (performance.now() < endAt) {
    timesMs['/health'].push(await fetchOnce('/health'))
    await sleep(20)
  }
}

function fetchOnce(path) {
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const request = get(`${url}${path}`, { agent }, response => {
      if (response.statusCode !== 200) return reject(new Error(`${path}: expected 200, got ${response.statusCode}`))
      response.resume().on('end', () => resolve(performance.now() - startedAt))
    })
    request.on('error', reject)
  })
}

function summarize(times) {
  const sorted = times.toSorted((a, b) => a - b)
  const readQuantile = share => sorted[Math.ceil(sorted.length * share) - 1] ?? 0
  return { count: sorted.length, p50Ms: readQuantile(0.5), p99Ms: readQuantile(0.99) }
}

function formatResult({ route, count, p50Ms, p99Ms }) {
  const format = timeMs => `${timeMs.toFixed(0)} ms`.padStart(7)
  return `${route.padEnd(8)} ${String(count).padStart(4)} requests   p50 ${format(p50Ms)}   p99 ${format(p99Ms)}`
}
