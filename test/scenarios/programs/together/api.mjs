// Watches itself more than once: the first argument says how. Prints who was told of which durations, one JSON line each.
import { createRequire, syncBuiltinESMExports } from 'node:module'

const [, , how, dist] = process.argv
const require = createRequire(import.meta.url)
const threads = recordThreads()
const { watch } = await import(`${dist}/index.js`)
const common = require(`${new URL(dist).pathname}/index.cjs`)

const situations = { twoThresholds, twoFormats, killedOnce, killedTwice, stoppedTwice }
await situations[how]()

async function twoThresholds() {
  const watches = [start('low', watch, 20), start('high', watch, 90)]
  await watches[0].ready
  await block(40)
  await block(120)
  for (const running of watches) await running.stop()
}

async function twoFormats() {
  const watches = [start('esm', watch, 50), start('cjs', common.watch, 50)]
  await watches[0].ready
  await block(120)
  print('threads', threads.length)
  for (const running of watches) print('count', (await running.stop()).blocks.count > 0)
}

async function killedOnce() {
  const running = start('told', watch, 50)
  await running.ready
  await threads[0].terminate()
  await untilOnline(2)
  await block(120)
  print('watchdog', (await running.ready).watchdog.state)
  await running.stop()
}

async function killedTwice() {
  const running = start('told', watch, 50)
  await running.ready
  await threads[0].terminate()
  await untilOnline(2)
  await threads[1].terminate()
  await block(120)
  print('watchdog', (await running.ready).watchdog)
  await running.stop()
}

async function stoppedTwice() {
  const running = start('told', watch, 50)
  await running.ready
  await block(120, () => running.stop())
  print('same', (await running.stop()) === (await running.stop()))
  await block(120)
}

function start(name, watchLoop, thresholdMs) {
  return watchLoop({ thresholdMs, onBlock: ({ durationMs }) => print(name, durationMs) })
}

function print(name, value) {
  console.log(JSON.stringify([name, value]))
}

function block(durationMs, then = () => {}) {
  return new Promise(done => {
    setTimeout(() => {
      const end = performance.now() + durationMs
      while (performance.now() < end);
      then()
      setTimeout(done, 60)
    }, 60)
  })
}

// The threads keep nothing alive, so that a timer has to.
async function untilOnline(count) {
  while (!threads[count - 1]?.isOnline) await new Promise(done => setTimeout(done, 10))
}

function recordThreads() {
  const recorded = []
  const workerThreads = require('node:worker_threads')
  workerThreads.Worker = class extends workerThreads.Worker {
    constructor(...args) {
      super(...args)
      recorded.push(this)
      this.once('online', () => {
        this.isOnline = true
      })
    }
  }
  syncBuiltinESMExports()
  return recorded
}
