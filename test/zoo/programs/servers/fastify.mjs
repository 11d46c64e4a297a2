import fastify from 'fastify'
import { isPlanted, startClock } from '../clock.mjs'

const app = fastify()
app.get('/', async () => 'hello')
app.get('/work', async () => {
  if (isPlanted()) priceForFastify()
  return { done: true }
})
app.get('/close', async () => {
  setImmediate(() => app.close())
  return 'closing'
})
await app.listen({ port: Number(process.env.PORT) })

function priceForFastify() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
