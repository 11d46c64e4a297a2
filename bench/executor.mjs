// What it costs to have an empty task done elsewhere: µs a task, one after the other and 50 at a time, with one worker, in loophound's
// executor, workerpool by itself, other pools, and with nothing but Node.
//   npm run bench:executor -- [--rounds 31] [--tasks 100] [--report-only]
// All pools live in this one process and are measured in turns, a few short ones each in every round: whatever disturbs a turn (other
// processes, cold caches) adds time and never takes any away, so that a round's figure is its best turn. A ratio compares within a round.
// On few cores a turn takes 30 µs a task or 130, by whether the scheduler wakes the worker on this core or on the other one, and a subject
// may be unlucky in all turns of a round: `taskset -c 0 node bench/executor.mjs` takes that out, and compares the work alone.
import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { installIfNeeded, prepare } from '../test/prepare.mjs'

const ALLOWED_RATIO = 1.15
const BASE = 'workerpool'
const AT_A_TIME = [1, 50]
const TURNS = 16
const options = {
  rounds: { type: 'string', default: '31' },
  tasks: { type: 'string', default: '100' },
  'report-only': { type: 'boolean', default: false },
}
const { values } = parseArgs({ options })
const taskCount = Number(values.tasks)
const pools = new URL('pools/', import.meta.url)
const locate = name => fileURLToPath(new URL(name, pools))

prepare()
installIfNeeded(fileURLToPath(pools))
const { createExecutor } = await import('../dist/executor.js')
const load = createRequire(locate('package.json'))
const { Piscina } = load('piscina')
const workerpool = load('workerpool')
const { Tinypool } = await import(locate('node_modules/tinypool/dist/index.js'))

/** Each starts its worker and gives a function that runs one empty task, and one that ends it. */
const SUBJECTS = {
  thread: {
    [BASE]: () => startWorkerpool('thread'),
    'loophound/executor': () => startExecutor('thread'),
    piscina: () => startForeign(Piscina),
    tinypool: () => startForeign(Tinypool),
    'node:worker_threads': startThread,
  },
  process: {
    [BASE]: () => startWorkerpool('process', { serialization: 'advanced' }),
    'workerpool, as JSON': () => startWorkerpool('process'),
    'loophound/executor': () => startExecutor('process'),
    'node:child_process': startProcess,
  },
}

let isOver = false
for (const [kind, starters] of Object.entries(SUBJECTS)) {
  const subjects = Object.entries(starters).map(([name, start]) => ({ name, ...start() }))
  for (const atATime of AT_A_TIME) {
    const rounds = []
    for (let round = -2; round < Number(values.rounds); round++) {
      const found = await measureRound(subjects, atATime)
      if (round >= 0) rounds.push(found) // the others warm up the compiler
    }
    isOver = printTable(`${kind}, ${atATime} at a time`, rounds) > ALLOWED_RATIO || isOver
  }
  for (const { end } of subjects) await end()
}
console.log(`\nallowed: ${ALLOWED_RATIO} times ${BASE} (${process.version})`)
if (isOver && !values['report-only']) process.exitCode = 1

/** µs a task of each subject. */
async function measureRound(subjects, atATime) {
  const found = {}
  for (let turn = 0; turn < TURNS; turn++) {
    for (const { name, runTask } of orderSubjects(subjects, turn)) {
      found[name] = Math.min(found[name] ?? Infinity, await measureTurn(runTask, atATime))
    }
  }
  return found
}

// Another one is first in each turn, and every other turn goes the other way round: none always follows the same one, and none itself, which
// would find its own worker awake.
function orderSubjects(subjects, turn) {
  const first = turn % subjects.length
  const order = [...subjects.slice(first), ...subjects.slice(0, first)]
  return turn % 2 === 0 ? order : order.reverse()
}

// The first tasks of a turn find the caches full of another subject's, and its worker asleep: how much that costs depends on who was before.
async function measureTurn(runTask, atATime) {
  await runTasks(runTask, atATime, taskCount / 2)
  const startMs = performance.now()
  await runTasks(runTask, atATime, taskCount)
  return ((performance.now() - startMs) * 1000) / taskCount
}

async function runTasks(runTask, atATime, wantedCount) {
  for (let count = 0; count < wantedCount; count += atATime) {
    if (atATime === 1) await runTask()
    else await Promise.all(Array.from({ length: atATime }, runTask))
  }
}

/** @returns how many times the base the executor took */
function printTable(title, rounds) {
  console.log(`\n${title}: median of ${rounds.length} rounds, each the best of ${TURNS} turns of ${taskCount} tasks`)
  let executorRatio = 0
  for (const name of Object.keys(rounds[0])) {
    const us = readMedian(rounds.map(round => round[name]))
    const ratio = readMedian(rounds.map(round => round[name] / round[BASE]))
    if (name === 'loophound/executor') executorRatio = ratio
    console.log(`  ${name.padEnd(20)} ${us.toFixed(1).padStart(7)} µs  ${ratio.toFixed(2)} × ${BASE}`)
  }
  return executorRatio
}

function readMedian(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

// As the executor does, so that a Map arrives as a Map; workerpool itself sends JSON to processes.
function startWorkerpool(workerType, forkOpts) {
  const pool = workerpool.pool(locate('workerpool-worker.mjs'), { workerType, maxWorkers: 1, forkOpts })
  return { runTask: () => pool.exec('empty', []), end: () => pool.terminate() }
}

function startExecutor(kind) {
  const executor = createExecutor({ kind, size: 1 })
  const module = new URL('empty.mjs', pools)
  return { runTask: () => executor.run(module, 'empty', []), end: executor.stop }
}

function startForeign(Pool) {
  const pool = new Pool({ filename: locate('empty.mjs'), minThreads: 1, maxThreads: 1 })
  return { runTask: () => pool.run(), end: () => pool.destroy() }
}

function startThread() {
  const worker = new Worker(locate('raw-worker.mjs'))
  return { runTask: createRoundTrip(worker, id => worker.postMessage(id)), end: () => worker.terminate() }
}

function startProcess() {
  const child = fork(locate('raw-worker.mjs'))
  return { runTask: createRoundTrip(child, id => child.send(id)), end: () => child.kill() }
}

function createRoundTrip(source, send) {
  const waiting = new Map()
  let lastId = 0
  source.on('message', id => {
    waiting.get(id)()
    waiting.delete(id)
  })
  return () =>
    new Promise(resolve => {
      lastId += 1
      waiting.set(lastId, resolve)
      send(lastId)
    })
}
