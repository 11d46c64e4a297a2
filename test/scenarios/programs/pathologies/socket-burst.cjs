// Fifty sockets that become readable together, 2-3 ms of work each.
const net = require('node:net')
const { begin, repeat } = require('../support/truth.cjs')

let end, finish
let left = 0

function readMessage(chunk) {
  const until = performance.now() + 2.5
  let value = chunk.length
  while (performance.now() < until) value += Math.sqrt(value + 1) // BLOCK burst readMessage
  return value
}

function onData(chunk) {
  readMessage(chunk)
  if (--left === 0) finish(end())
}

const clients = []
const server = net
  .createServer(socket => socket.on('data', onData))
  .listen(0, '127.0.0.1', () => {
    while (clients.length < 50) clients.push(net.connect(server.address().port, '127.0.0.1'))
  })
repeat(
  () =>
    new Promise(done => {
      // What is written is readable at once: the same turn writes and reads.
      end = begin()
      finish = done
      left = clients.length
      for (const client of clients) client.write('news')
    }),
).then(() => {
  for (const client of clients) client.destroy()
  server.close()
})
