// An http server with tiny handlers under load over keep-alive connections.
import http from 'node:http'
import '../support/truth.cjs'

const server = http.createServer((_request, response) => response.end('ok'))
await new Promise(listening => server.listen(0, '127.0.0.1', listening))
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 })
const until = performance.now() + 600

async function client() {
  while (performance.now() < until) await get()
}

function get() {
  return new Promise(done => {
    const { port } = server.address()
    http.get({ host: '127.0.0.1', port, agent }, response => response.resume().on('end', done))
  })
}

// The first request loads and compiles what all of them need.
await get()
await Promise.all(Array.from({ length: 16 }, client))
agent.destroy()
server.close()
