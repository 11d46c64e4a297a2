import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CONNECTIONS = 10
const REQUESTS = 2000
const AWAITS = 500_000
// V8 resizes the young generation by what it sees at start-up, which moves the cost of an await by more than what is measured here.
const FIXED_HEAP = ['--min-semi-space-size=16', '--max-semi-space-size=16']
const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0
if (canPin) pin(process.pid, 1) // the load; the processes that are measured share the first core

/**
 * Starts a process that is measured: `watch` are options of watch() in it, `register` are settings of loophound/register, which is
 * preloaded then.
 */
export async function startSubject({ watch, register }) {
  const runDirectory = mkdtempSync(join(tmpdir(), 'loophound-bench-'))
  const preload = register ? ['--import', new URL('../dist/register.js', import.meta.url).href] : []
  const settings = { runDirectory, thresholdMs: 50, ...register }
  const child = fork(fileURLToPath(new URL('overhead-subject.mjs', import.meta.url)), [JSON.stringify(watch) ?? ''], {
    execArgv: [...FIXED_HEAP, ...preload],
    env: { ...process.env, NODE_OPTIONS: '', LOOPHOUND_RUN: JSON.stringify(settings) },
  })
  child.once('exit', () => rmSync(runDirectory, { recursive: true, force: true }))
  const [{ port }] = await once(child, 'message')
  if (canPin) pin(child.pid, 0)
  return { child, port }
}

/** CPU time of the whole process, threads and all, for one request, in µs. */
export async function measureRequests({ child, port }) {
  const before = await ask(child, {})
  await sendRequests(port)
  const after = await ask(child, {})
  return (after.cpuUs - before.cpuUs) / REQUESTS
}

/** CPU time of the whole process for one await, in ns. */
export async function measureAwaits({ child }) {
  const { cpuUs } = await ask(child, { awaits: AWAITS })
  return (cpuUs * 1000) / AWAITS
}

async function ask(child, message) {
  child.send(message)
  const [answer] = await once(child, 'message')
  return answer
}

/** Keeps `CONNECTIONS` requests under way. A bare socket: a real HTTP client would cost more than the server. */
async function sendRequests(port) {
  let left = REQUESTS
  const sockets = Array.from({ length: CONNECTIONS }, () => connect({ port, host: '127.0.0.1', noDelay: true }))
  const send = socket => (left-- > 0 ? socket.write('GET / HTTP/1.1\r\nHost: bench\r\n\r\n') : socket.end())
  for (const socket of sockets) {
    socket.on('data', () => send(socket)) // an answer this small always comes in one piece
    send(socket)
  }
  await Promise.all(sockets.map(socket => once(socket, 'close')))
}

function pin(pid, core) {
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)])
}
