// The process that bench/peers.mjs starts with one tool: does each block several times, or an await-heavy load. Prints what it knows.
import { setImmediate as nextIteration, setTimeout as sleep } from 'node:timers/promises'
import { adapters } from './adapters.mjs'
import { cases } from './cases.mjs'

const [, , tool, task, count] = process.argv
const PAUSE_MS = 300
// With GC and the rest of the start behind it.
const SETTLE_MS = 1500

const reports = []
const drain = await adapters[tool](report => reports.push({ atMs: Date.now(), ...report }))
await sleep(SETTLE_MS)
const result = task === 'blocks' ? await block(Number(count)) : await measureAwaits(Number(count))
await sleep(SETTLE_MS)
process.stdout.write(`\n${JSON.stringify({ ...result, reports })}\n`, () => process.exit())

async function block(times) {
  const truth = []
  for (const name of Object.keys(cases)) {
    for (let left = times; left > 0; left--) {
      truth.push(await blockOnce(name))
      await sleep(PAUSE_MS)
      drain?.()
    }
  }
  return { truth }
}

// In a timer of its own, and with another function called right after it: what comes too late names that one.
function blockOnce(name) {
  return new Promise(done => {
    setTimeout(async () => {
      drain?.()
      const startedAtMs = Date.now()
      const startMs = performance.now()
      const pending = cases[name].block()
      wanderOff(typeof pending?.then === 'function' ? await pending : pending)
      done({ name, startedAtMs, durationMs: performance.now() - startMs })
    }, 5)
  })
}

function wanderOff(result) {
  let sum = 0
  for (let i = 0; i < 1000; i++) sum += typeof result === 'number' ? i : 1
  return sum
}

/** Turns the loop after every thousand awaits: more in one go would be a block. */
async function measureAwaits(durationMs) {
  const start = process.cpuUsage()
  const untilMs = performance.now() + durationMs
  let awaits = 0
  while (performance.now() < untilMs) {
    for (let index = 0; index < 1000; index++) awaits += await giveBack(1)
    await nextIteration()
  }
  const { user, system } = process.cpuUsage(start)
  return { awaits, cpuNsAnAwait: (1000 * (user + system)) / awaits }
}

async function giveBack(value) {
  return value
}
