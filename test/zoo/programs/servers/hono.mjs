import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { isPlanted, startClock } from '../clock.mjs'

const app = new Hono()
app.get('/', context => context.text('hello'))
app.get('/work', context => {
  if (isPlanted()) priceForHono()
  return context.json({ done: true })
})
app.get('/close', context => {
  server.close()
  return context.text('closing')
})
const server = serve({ fetch: app.fetch, port: Number(process.env.PORT) })

function priceForHono() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
