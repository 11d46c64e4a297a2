// A server whose handlers block in every place that async context has to reach; first one request
// at a time, then all at once. Each function that blocks belongs to one path: `burnTimer` to /timer.
import { EventEmitter } from 'node:events'
import { createReadStream } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzip } from 'node:zlib'

// Of CPU: on a busy machine it takes longer, but never is waiting for a core its excuse.
function burnHandler(cpuMs = 110) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnAwait(cpuMs = 111) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnThen(cpuMs = 112) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnTimer(cpuMs = 113) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnLate(cpuMs = 114) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnTick(cpuMs = 115) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnMicrotask(cpuMs = 116) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnImmediate(cpuMs = 117) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnZlib(cpuMs = 118) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnStream(cpuMs = 119) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnBody(cpuMs = 120) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnEvent(cpuMs = 121) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnH2(cpuMs = 122) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}

const next = (start, burn) => new Promise(done => start(() => done(burn())))
const routes = {
  handler: async () => burnHandler(),
  await: async () => {
    await sleep(30)
    await null
    burnAwait()
  },
  then: () => sleep(10).then(() => burnThen()),
  timer: () => next(run => setTimeout(run, 20), burnTimer),
  // Answered before it blocks.
  late: async () => void setTimeout(() => burnLate(), 300),
  tick: () => next(run => process.nextTick(run), burnTick),
  microtask: () => next(run => queueMicrotask(run), burnMicrotask),
  immediate: () => next(run => setImmediate(run), burnImmediate),
  zlib: () => next(run => gzip('text'.repeat(100), run), burnZlib),
  stream: () => next(run => createReadStream(import.meta.filename).once('data', run), burnStream),
  body: request => next(run => request.once('data', run), burnBody),
  event: async () => {
    const emitter = new EventEmitter().on('work', () => burnEvent())
    await sleep(5)
    emitter.emit('work')
  },
  h2: async () => {
    await sleep(15)
    burnH2()
  },
}

async function answer(request, response) {
  const [path] = request.url.slice(1).split('?')
  await routes[path](request)
  response.end()
}

const servers = [http.createServer(answer), http2.createServer(answer)]
for (const server of servers) await new Promise(listening => server.listen(0, '127.0.0.1', listening))
const [port, port2] = servers.map(server => server.address().port)
await sleep(250)

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })
const session = http2.connect(`http://127.0.0.1:${port2}`)
const all = Object.keys(routes)
for (const path of all) {
  await ask(path)
  await sleep(path === 'late' ? 450 : 20)
}
await Promise.all(all.map(ask))
await sleep(450)
agent.destroy()
session.close()
for (const server of servers) server.close()

function ask(path) {
  return new Promise((done, fail) => {
    const url = `/${path}?token=secret`
    const options = { port, host: '127.0.0.1', path: url, agent, method: 'POST' }
    if (path === 'h2')
      session.request({ ':path': url, ':method': 'POST' }).once('error', fail).once('close', done).end('body').resume()
    else
      http
        .request(options, response => response.resume().once('end', done))
        .once('error', fail)
        .end('body')
  })
}
