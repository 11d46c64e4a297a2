// Synchronous work in an http request handler.
const http = require('node:http')
const { repeat, timed } = require('../support/truth.cjs')

function renderPage(rows) {
  let size = 0
  for (let row = 0; row < rows; row++) size += Math.sqrt(row + size) % 3 // BLOCK javascript renderPage
  return size
}

const server = http.createServer((_request, response) => {
  const size = timed(() => renderPage(1e7))
  response.end(String(size))
})

function get(path) {
  return new Promise(done => {
    const { port } = server.address()
    http.get({ host: '127.0.0.1', port, path, agent: false }, response => response.resume().on('end', done))
  })
}

server.listen(0, '127.0.0.1', () => repeat(() => get('/table')).then(() => server.close()))
