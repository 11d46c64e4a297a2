// A server that blocks three times, one after the other: in the callback that brings the request, and twice after an await.
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

function burnHandler(end = performance.now() + 150) {
  while (performance.now() < end);
}
function burnFirst(end = performance.now() + 150) {
  while (performance.now() < end);
}
function burnSecond(end = performance.now() + 150) {
  while (performance.now() < end);
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
