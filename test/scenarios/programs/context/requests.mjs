// A server whose handlers block in every place that async context has to reach; first one request
// at a time, then all at once. Each function that blocks belongs to one path: `burnTimer` to /timer.
import { EventEmitter } from 'node:events'
import { createReadStream } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzip } from 'node:zlib'

const until = durationMs => performance.now() + durationMs

function burnHandler(end = until(70)) {
  while (performance.now() < end);
}
function burnAwait(end = until(71)) {
  while (performance.now() < end);
}
function burnThen(end = until(72)) {
  while (performance.now() < end);
}
function burnTimer(end = until(73)) {
  while (performance.now() < end);
}
function burnLate(end = until(74)) {
  while (performance.now() < end);
}
function burnTick(end = until(75)) {
  while (performance.now() < end);
}
function burnMicrotask(end = until(76)) {
  while (performance.now() < end);
}
function burnImmediate(end = until(77)) {
  while (performance.now() < end);
}
function burnZlib(end = until(78)) {
  while (performance.now() < end);
}
function burnStream(end = until(79)) {
  while (performance.now() < end);
}
function burnBody(end = until(80)) {
  while (performance.now() < end);
}
function burnEvent(end = until(81)) {
  while (performance.now() < end);
}
function burnH2(end = until(82)) {
  while (performance.now() < end);
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
