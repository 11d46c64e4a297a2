// The process that bench/overhead.mjs measures: a small HTTP server and an await-heavy loop, on demand.
import { createServer } from 'node:http'
import { setImmediate as nextIteration, setTimeout as sleep } from 'node:timers/promises'

const AWAITS_AN_ITERATION = 1000

// Longer than the watchdog stays after the last watch.
const SETTLE_MS = 1300
let hound
if (process.argv[2] === 'watch()') await startWatch()

const body = JSON.stringify({ hello: 'world', list: Array.from({ length: 20 }, (_, index) => index) })
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))

const tasks = { cpu: () => {}, awaits: awaitMany, start: startWatch, stop: () => hound?.stop() }
process.on('message', async ({ task, count, options }) => {
  const before = task === 'cpu' ? undefined : process.cpuUsage()
  await tasks[task](count ?? options)
  const { user, system } = process.cpuUsage(before)
  if (task === 'start' || task === 'stop') await sleep(SETTLE_MS)
  process.send({ cpuUs: user + system })
})
process.once('disconnect', () => process.exit())

async function startWatch(options) {
  const { watch } = await import('../dist/index.js')
  hound = watch({ onBlock: () => {}, ...options })
  await hound.ready
}

/** Turns the loop after every thousand awaits: more in one go would be a block. */
async function awaitMany(count) {
  let sum = 0
  for (let done = 0; done < count; done += AWAITS_AN_ITERATION) {
    for (let index = 0; index < AWAITS_AN_ITERATION; index++) sum += await giveBack(index)
    await nextIteration()
  }
  return sum
}

async function giveBack(value) {
  return value
}
