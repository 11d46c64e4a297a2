// Blocks in worker threads, as the first argument says. Each thread blocks in a function of its own.
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads')

const [, , situation] = process.argv

function block(durationMs) {
  const end = performance.now() + durationMs
  let total = 0
  while (performance.now() < end) total += Math.sqrt(total + 1)
  return total
}

const roles = {
  grind: () =>
    whenTold(function grind() {
      return block(300)
    }),
  polish: () =>
    whenTold(function polish() {
      return block(300)
    }),
  spin: () =>
    whenTold(function spin() {
      return block(1500)
    }),
  idle: () => setInterval(() => {}, 50),
  outer: () => pass(start('grind')),
  grindAndExit: () =>
    whenTold(function grind() {
      block(300)
      process.exit(4)
    }),
  grindAndThrow: () =>
    whenTold(function grind() {
      block(300)
      throw new Error('mine')
    }),
  // As thread pools wait for their next task.
  waitForWork: () =>
    setTimeout(function waitForWork() {
      parentPort.postMessage('ready')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    }, 100),
}

const situations = {
  twoAtOnce: () => tell([start('grind'), start('polish')]),
  mainToo: () =>
    tell([start('grind')], function churn() {
      return block(400)
    }),
  nested: () => tell([start('outer')]),
  mainOnly: () => {
    const workers = ['idle', 'idle', 'idle', 'idle'].map(role => start(role))
    setTimeout(function churn() {
      block(300)
      setTimeout(() => endAll(workers), 200)
    }, 500)
  },
  terminated: () => tell([start('spin')], () => setTimeout(() => endAll(all), 500)),
  mainExits: () => tell([start('spin')], () => setTimeout(() => process.exit(3), 500)),
  exits: () => tell([start('grindAndExit')]),
  throws: () => tell([start('grindAndThrow')], () => all[0].once('error', () => {})),
  waiting: () => start('waitForWork').once('message', () => setTimeout(() => endAll(all), 700)),
  bareOptions: () => tell([start('grind', { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 64 } })]),
  evaluated: () =>
    tell([start('grind', { eval: true }, `process.argv[2] = 'none'; require(${JSON.stringify(__filename)})`)]),
  cleanEnvironment: () => tell([start('grind', { env: { TRUTH: '' } })]),
}

const all = []
// Loading it takes long: loophound must not cause that.
process.once('exit', () => {
  if (process.moduleLoadList.some(name => name.endsWith('deps/undici/undici'))) console.error('undici was loaded')
})
if (isMainThread) situations[situation]()
else roles[workerData]()

function start(role, options, file = __filename) {
  const worker = new Worker(file, { name: role, workerData: role, ...options })
  all.push(worker)
  return worker
}

// Blocks in a timer of its own, when the main thread says so.
function whenTold(task) {
  parentPort.once('message', () => {
    setTimeout(task, 50)
    setTimeout(() => {}, 400)
  })
  setTimeout(() => parentPort.postMessage('ready'), 100)
}

function pass(worker) {
  worker.once('message', message => parentPort.postMessage(message))
  parentPort.once('message', message => worker.postMessage(message))
}

// When all are up and idle: they begin in 50 ms, and so does `then`.
async function tell(workers, then = () => {}) {
  await Promise.all(workers.map(worker => new Promise(ready => worker.once('message', ready))))
  await new Promise(settled => setTimeout(settled, 150))
  for (const worker of workers) worker.postMessage('go')
  setTimeout(then, 50)
}

// The process outlives them a little.
function endAll(workers) {
  for (const worker of workers) worker.terminate()
  setTimeout(() => {}, 300)
}
