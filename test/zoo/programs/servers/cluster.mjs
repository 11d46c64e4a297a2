import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { isPlanted, startClock } from '../clock.mjs'

if (cluster.isPrimary) startWorkers()
else serve()

function startWorkers() {
  for (let index = 0; index < 2; index++) cluster.fork()
  cluster.on('message', () => cluster.disconnect())
}

function serve() {
  const server = createServer((request, response) => {
    if (request.url === '/work' && isPlanted()) priceInWorker()
    response.end('hello')
    if (request.url === '/close') process.send('close')
  })
  server.listen(Number(process.env.PORT))
}

function priceInWorker() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
