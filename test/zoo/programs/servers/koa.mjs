import Koa from 'koa'
import { isPlanted, startClock } from '../clock.mjs'

// Koa asks whether a body is a `Response`; with the first one Node.js loads all of fetch, which takes 50 ms.
void globalThis.Response

const app = new Koa()
app.use(async context => {
  if (context.path === '/work' && isPlanted()) priceForKoa()
  if (context.path === '/close') server.close()
  context.body = { path: context.path }
})
const server = app.listen(Number(process.env.PORT))

function priceForKoa() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
