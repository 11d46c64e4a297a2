import { createServer } from 'node:http'
import { isPlanted, startClock } from '../clock.mjs'

// No handler of a signal: it ends as signals end it.
createServer((request, response) => {
  if (request.url === '/work' && isPlanted()) priceBeforeTheEnd()
  if (request.url === '/pid') response.end(String(process.pid))
  else response.end('hello')
  if (request.url === '/abort') setTimeout(() => process.abort(), 50)
  if (request.url === '/throw') setTimeout(() => failForZoo(), 50)
}).listen(Number(process.env.PORT))

function priceBeforeTheEnd() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}

function failForZoo() {
  throw new Error('thrown, as was asked for')
}
