// A server that blocks three times, one after the other: in the callback that brings the request, and twice after an await.
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

// Of CPU: on a busy machine it takes longer, but never is waiting for a core its excuse.
function burnHandler(cpuMs = 150) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnFirst(cpuMs = 150) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnSecond(cpuMs = 150) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}

const routes = {
  '/handler': burnHandler,
  '/first': () => sleep(20).then(() => burnFirst()),
  '/second': () => sleep(20).then(() => burnSecond()),
}

const server = http.createServer(async (request, response) => {
  await routes[request.url]()
  response.end()
})
await new Promise(listening => server.listen(0, '127.0.0.1', listening))
await sleep(250)

const agent = new http.Agent({ keepAlive: true })
const { port } = server.address()
for (const path of Object.keys(routes)) {
  const options = { port, host: '127.0.0.1', path, agent }
  await new Promise(done => http.get(options, response => response.resume().once('end', done)))
  await sleep(50)
}
agent.destroy()
server.close()
