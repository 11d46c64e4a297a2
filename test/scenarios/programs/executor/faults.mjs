// Lets everything go wrong that can, in an executor of the kind of the first argument; with a second one, in 10,000 tasks too. Prints what came
// of it as JSON, then exits while a task is running that would never end.
import { mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createExecutor, runInExecutor } from '../../../../dist/executor.js'

const [kind, isLong] = process.argv.slice(2)
const tasks = new URL('tasks.mjs', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'loophound-faults-'))
const noteFile = join(folder, 'notes')
const executor = createExecutor({ kind, size: 2, maxHeapMb: 64 })
const run = (name, args = [], options = {}) => executor.run(tasks, name, args, options)

const isRunning = pid => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** What a promise came to, as far as JSON can tell. */
const tell = promise =>
  promise.then(
    value => ({ value }),
    error =>
      error instanceof Error
        ? {
            is: error.constructor.name,
            name: error.name,
            code: error.code,
            message: error.message,
            cause: error.cause?.message,
          }
        : { thrown: error },
  )

const until = async isDone => {
  while (!isDone()) await sleep(5)
}

const situations = {
  'a result': () => tell(run('double', [21])),
  'an error': () => tell(run('fail')),
  'stacks of both sides': async function callFromHere() {
    const { stack } = await run('fail').catch(error => error)
    return /at fail \(.*tasks\.mjs:\d+:\d+\)[^]*callFromHere.*faults\.mjs/.test(stack) || stack
  },
  'own properties': async () => ({ ...(await run('fail').catch(error => error)) }),
  'a rejection': () => tell(run('failLater')),
  'something else thrown': () => tell(run('throwText')),
  'an argument that cannot be copied': () => tell(run('double', [{ options: { onDone() {} } }])),
  'a result that cannot be copied': () => tell(run('returnFunction')),
  'no such function': () => tell(run('triple')),
  'no such module': async () => (await tell(executor.run(new URL('gone.mjs', import.meta.url), 'x', []))).code,
  'a relative path': () => tell(executor.run('./tasks.mjs', 'double', [1])),
  'a package': async () => (await tell(executor.run('node:path', 'basename', ['/a/b.js']))).value,
  progress: async () => {
    const seen = []
    await run('countTo', [3], { onProgress: value => seen.push(value) })
    return seen
  },
  'an exit': () => tell(run('exit', [3])),
  'an unhandled rejection': () => tell(run('forgetRejection')),
  'no memory left': () => (kind === 'thread' ? tell(run('fillHeap')) : undefined),
  'a kill, beside a task that goes on': async () => {
    if (kind === 'thread') return undefined
    const pid = await run('readPid')
    const lost = tell(run('spinForEver'))
    const other = tell(runBeside())
    process.kill(pid, 'SIGKILL')
    return [await lost, await other]
  },
  'a death without a task': async () => {
    await until(() => executor.summary().runningCount === 0)
    await Promise.all([run('throwAfterwards'), run('throwAfterwards')])
    await until(() => executor.summary().workerCount === 0)
    return Promise.all([tell(run('double', [1])), tell(run('double', [2]))])
  },
  'an abort of a running task': async () => {
    const abort = new AbortController()
    return endSpinning({ signal: abort.signal }, () => abort.abort(new Error('not needed')))
  },
  'a time-out of a running task': () => endSpinning({ timeoutMs: 80 }),
  'an abort and a time-out of waiting tasks': async () => {
    const abort = new AbortController()
    const end = new AbortController()
    const spinning = [1, 2].map(() => tell(run('spinForEver', [], { signal: end.signal })))
    const aborted = tell(run('note', [noteFile, 'aborted'], { signal: abort.signal }))
    const late = tell(run('note', [noteFile, 'late'], { timeoutMs: 20 }))
    const alreadyAborted = tell(run('note', [noteFile, 'too late'], { signal: AbortSignal.abort() }))
    abort.abort(new Error('not needed'))
    const outcomes = [await aborted, await late, await alreadyAborted]
    end.abort()
    await Promise.all(spinning)
    return outcomes
  },
  'a full queue': async () => {
    const small = createExecutor({ kind, size: 1, maxQueueLength: 1 })
    const outcomes = await Promise.all([1, 2, 3].map(value => tell(small.run(tasks, 'double', [value]))))
    await small.stop()
    return outcomes
  },
  '10,000 tasks': () => (isLong ? runMany() : undefined),
  'a summary': () => executor.summary().ended,
  'tasks when it is stopped': async () => {
    const before = [1, 2, 3, 4].map(value => tell(run('double', [value])))
    const stopped = executor.stop()
    const after = await tell(run('double', [5]))
    await stopped
    return [...(await Promise.all(before)), after, executor.summary().workerCount]
  },
  'a function as text': () => tell(runInExecutor((a, b) => a + b, 1, 2)),
  'a function that does not stand alone': () => tell(runInExecutor(() => tasks)),
}

const facts = {}
for (const [name, situation] of Object.entries(situations)) facts[name] = await situation()
rmSync(folder, { recursive: true })

// Nobody awaits it, and it keeps the process from nothing.
const left = createExecutor({ kind, size: 1 })
facts.leftPid = await left.run(tasks, 'readPid', [])
void left.run(tasks, 'spinForEver', [])
await sleep(20)
writeSync(1, JSON.stringify(facts))
process.exit(0)

async function runBeside() {
  await sleep(30)
  return run('double', [5])
}

async function endSpinning(options, end = () => {}) {
  const pid = await run('readPid')
  const counter = kind === 'thread' ? new Int32Array(new SharedArrayBuffer(4)) : undefined
  const spinning = tell(run('spinForEver', [counter?.buffer], options))
  await (counter ? until(() => counter[0] > 0) : sleep(20))
  end()
  const outcome = await spinning
  const count = counter?.[0]
  await sleep(20)
  const isOver = counter ? counter[0] === count : !isRunning(pid)
  return { ...outcome, isOver, next: await tell(run('double', [4])) }
}

function countCodes(outcomes) {
  const counts = {}
  for (const { code } of outcomes) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

async function runMany() {
  const many = createExecutor({ kind, size: 2, maxQueueLength: 50, onFull: 'wait' })
  const outcomes = []
  let longest = 0
  for (let index = 0; index < 10_000; index++) {
    await many.room()
    outcomes.push(tell(many.run(tasks, 'note', [noteFile, index])))
    if (index % 100 === 0) longest = Math.max(longest, many.summary().queueLength)
  }
  const settled = await Promise.all(outcomes)
  await many.stop()
  const notes = readFileSync(noteFile, 'utf8').trimEnd().split('\n').map(Number)
  return {
    isBounded: longest <= 50,
    ranOnce: notes.length === 10_000 && new Set(notes).size === 10_000,
    returned: settled.filter(({ value }, index) => value === index).length,
    failed: countCodes(settled.filter(({ value }) => value === undefined)),
  }
}
