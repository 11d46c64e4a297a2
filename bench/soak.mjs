// Ten minutes of the example server under load with watch() in it: memory stays flat, nothing fails, every injected block is named.
//   npm run bench:soak -- [--minutes 10] [--report-only]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createMinutes } from './soak-minutes.mjs'

const INJECT_EVERY_MS = 5000
const PATIENCE_MS = 20_000
const options = { minutes: { type: 'string', default: '10' }, 'report-only': { type: 'boolean', default: false } }
const { values } = parseArgs({ options })
const serverFile = fileURLToPath(new URL('soak-server.mjs', import.meta.url))
const injectedLine =
  readFileSync(serverFile, 'utf8')
    .split('\n')
    .findIndex(line => line.includes('// <- injected')) + 1

const child = fork(serverFile, {
  stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  execArgv: [],
  env: { ...process.env, NODE_OPTIONS: '' },
})
const [{ url, pictures }] = await once(child, 'message')
const agent = new Agent({ keepAlive: true })
const minutes = createMinutes(Number(values.minutes), isInjectedAndNamed)
child.on('message', minutes.record)
child.stderr.setEncoding('utf8').on('data', text => minutes.record({ error: text.trim() }))
child.once('exit', (code, signal) => minutes.record({ error: `the server ended with ${signal ?? code}` }))

let gate = Promise.resolve() // holds the thumbnails back while a block is injected: two causes in one iteration are one block
let underWay = 0
const endAt = performance.now() + Number(values.minutes) * 60_000
await Promise.all([
  repeat(askForThumbnail, 200),
  repeat(askForThumbnail, 270),
  repeat(() => ask('/health'), 10),
  injectBlocks(),
])
await sleep(1000)
agent.destroy()
child.removeAllListeners('exit')
child.disconnect()
const failures = minutes.findFailures()
for (const failure of failures) console.log(failure)
console.log(failures.length === 0 ? 'rss flat, no error, every injected block named' : 'soak failed')
if (failures.length > 0 && !values['report-only']) process.exitCode = 1

async function repeat(task, pauseMs) {
  for (let turn = 0; performance.now() < endAt; turn++) {
    await task(turn)
    await sleep(pauseMs)
  }
}

async function askForThumbnail(turn) {
  await gate
  underWay++
  await ask(`/thumb/${pictures[turn % pictures.length]}`)
  underWay--
}

/** One block of 80 ms every five seconds, while no thumbnail is being made. */
async function injectBlocks() {
  while (performance.now() < endAt) {
    await sleep(INJECT_EVERY_MS)
    let open = () => {}
    gate = new Promise(resolve => {
      open = resolve
    })
    while (underWay > 0) await sleep(5)
    await sleep(50)
    const fromMs = Date.now()
    await ask('/inject')
    minutes.record({ injection: { fromMs, toMs: Date.now() } })
    await sleep(50)
    open()
  }
}

function ask(path) {
  return new Promise(resolve => {
    const fail = error => resolve(minutes.record({ error: `${path}: ${error}` }))
    const request = get(`${url}${path}`, { agent, timeout: PATIENCE_MS }, response => {
      if (response.statusCode !== 200) minutes.record({ error: `${path}: status ${response.statusCode}` })
      response
        .resume()
        .on('error', fail)
        .on('end', () => resolve(minutes.record({ answered: path })))
    })
    request.on('error', fail).on('timeout', () => request.destroy(new Error('no answer')))
  })
}

function isInjectedAndNamed({ culprit }) {
  return culprit?.function === 'injectBlock' && culprit.line === injectedLine && culprit.file === serverFile
}
