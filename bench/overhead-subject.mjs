// The process that bench/overhead.mjs measures: a small HTTP server and an await-heavy loop, on demand.
import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { PassThrough, Transform, Writable } from 'node:stream'
import { setImmediate as nextIteration } from 'node:timers/promises'

const AWAITS_AN_ITERATION = 1000
const watchOptions = process.argv[2] && JSON.parse(process.argv[2])
haveEmitters()
if (watchOptions) {
  const { watch } = await import('../dist/index.js')
  await watch({ onBlock: () => {}, ...watchOptions }).ready
}

const body = JSON.stringify({ hello: 'world', list: Array.from({ length: 20 }, (_, index) => index) })
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))

// Answers with the CPU time, threads and all, that the awaits took, or that the process has used at all.
process.on('message', async ({ awaits }) => {
  const before = awaits === undefined ? undefined : process.cpuUsage()
  if (awaits !== undefined) await awaitMany(awaits)
  const { user, system } = process.cpuUsage(before)
  process.send({ cpuUs: user + system })
})
process.once('disconnect', () => process.exit())

/**
 * Uses more kinds of emitters than V8 compiles node:events for (four), as about every app does. A process that has but a server's would
 * pay about a hundredth of a request for any other, and so for a thread's. Often: V8 does not look at the first few calls of a function.
 */
function haveEmitters() {
  class Store extends EventEmitter {}
  for (let count = 0; count < 50; count++) {
    const streams = [new PassThrough(), new Transform(), new Writable()]
    for (const emitter of [new Store(), ...streams]) emitter.on('error', () => {}).emit('idle')
  }
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
