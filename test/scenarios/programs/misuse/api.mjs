// Watches itself with something gone wrong: the first argument says what. Prints the blocks, one JSON line each.
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMainThread, Worker, workerData } from 'node:worker_threads'

const [what, entry] = isMainThread ? process.argv.slice(2) : workerData

// Of CPU: on a busy machine it takes longer, but never is waiting for a core its excuse.
function blockTheLoop(cpuMs) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}

const print = block => console.log(JSON.stringify(block))
const fail = () => {
  throw new Error('mine')
}

const situations = {
  'a listener that throws': { onBlock: block => fail(print(block)) },
  'a listener that rejects': { onBlock: async block => fail(print(block)) },
  'a listener that ends the process': { onBlock: block => print(block) ?? (block.durationMs > 75 && process.exit(5)) },
  'a context that throws': { context: fail },
  'a context that cannot be cloned': {
    context: () => ({ next: Object.assign(() => {}, { toString: () => 'fail' }), status: 200 }),
  },
  'Error.stackTraceLimit = 0': { prepare: () => (Error.stackTraceLimit = 0) },
  'Error.prepareStackTrace of its own': { prepare: () => (Error.prepareStackTrace = fail) },
  'a frozen Error': { prepare: () => Object.freeze(Error) },
  'its working directory removed': { prepare: leaveFolder },
  'timers that stand still': { prepare: () => (globalThis.setImmediate = globalThis.setTimeout = fail) },
  'a worker thread': {},
}

function leaveFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'loophound-cwd-'))
  process.chdir(folder)
  rmdirSync(folder)
}

if (what === 'a worker thread' && isMainThread) new Worker(new URL(import.meta.url), { workerData: [what, entry] })
else await observeBlock(situations[what])

async function observeBlock({ prepare = () => {}, ...options }) {
  const { setTimeout } = globalThis
  const { watch } = await import(entry)
  const running = watch({ onBlock: print, ...options })
  console.log(JSON.stringify(await running.ready))
  prepare()
  setTimeout(() => {
    blockTheLoop(140)
    setTimeout(() => running.stop(), 50)
  }, 50)
}
