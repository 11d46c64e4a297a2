// What watching costs where there are worker threads: the main thread's CPU beside ten that are idle and beside one that blocks, and the
// CPU that a worker thread takes until its own code runs; each with loophound and without. Linux only: it reads schedstat.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

const file = fileURLToPath(import.meta.url)
const register = fileURLToPath(new URL('../dist/register.cjs', import.meta.url))
const [, , situation] = process.argv
const situations = ['no worker thread', 'ten idle', 'nine idle, one blocks half the time', 'start of a worker thread']

if (!isMainThread) work()
else if (situation) console.log(await measure())
else for (const name of situations) compare(name)

function compare(name) {
  const runDirectory = mkdtempSync(join(tmpdir(), 'loophound-bench-'))
  const watched = {
    NODE_OPTIONS: `--require ${register}`,
    LOOPHOUND_RUN: JSON.stringify({ runDirectory, thresholdMs: 50 }),
  }
  const run = env => Number(execFileSync(process.execPath, [file, name], { env: { ...process.env, ...env } }))
  // In turns, so that both see the same machine.
  const pairs = Array.from({ length: 3 }, () => [run({}), run(watched)])
  rmSync(runDirectory, { recursive: true })
  const [without, within] = [0, 1].map(side => pairs.map(pair => pair[side]).sort((a, b) => a - b)[1])
  const unit = name === situations[3] ? 'ms of CPU' : 'ms of CPU a second in the main thread'
  console.log(`${name}: ${without.toFixed(1)} ${unit}, watched ${within.toFixed(1)}`)
}

async function measure() {
  await sleep(300)
  const value = situation === situations[3] ? await measureStart() : await measureMain()
  process.exitCode = 0
  setImmediate(() => process.exit())
  return value
}

async function measureStart() {
  const startsMs = []
  while (startsMs.length < 11) {
    const { worker, message } = await start('start')
    startsMs.push(message)
    await worker.terminate()
  }
  return startsMs.sort((a, b) => a - b)[5]
}

async function measureMain() {
  const count = situation === situations[0] ? 0 : 10
  const kinds = Array.from({ length: count }, (_, index) =>
    situation === situations[2] && index === 0 ? 'busy' : 'idle',
  )
  await Promise.all(kinds.map(start))
  await sleep(1000)
  const beforeMs = readCpuMs()
  await sleep(4000)
  return (readCpuMs() - beforeMs) / 4
}

function start(kind) {
  const worker = new Worker(file, { workerData: kind })
  return new Promise(resolve => worker.once('message', message => resolve({ worker, message })))
}

function work() {
  parentPort.postMessage(readCpuMs())
  if (workerData === 'idle') setInterval(() => {}, 100)
  if (workerData === 'busy') setInterval(block, 200)
}

function block() {
  const end = performance.now() + 100
  let total = 0
  while (performance.now() < end) total += Math.sqrt(total + 1)
}

function readCpuMs() {
  return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6
}
