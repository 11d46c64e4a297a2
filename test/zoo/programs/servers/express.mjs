import express from 'express'
import { isPlanted, startClock } from '../clock.mjs'

const app = express()
app.get('/', (_request, response) => {
  response.send('hello')
})
app.get('/work', (_request, response) => {
  if (isPlanted()) priceForExpress()
  response.json({ done: true })
})
app.get('/close', (_request, response) => {
  response.send('closing')
  server.close()
})
const server = app.listen(process.env.PORT)

function priceForExpress() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
