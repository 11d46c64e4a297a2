import { Piscina } from 'piscina'
import { isPlanted, startClock } from '../clock.mjs'

const pool = new Piscina({ filename: new URL('piscina-worker.mjs', import.meta.url).href, maxThreads: 2 })
await Promise.all([1, 2, 3, 4].map(number => pool.run(number)))
setTimeout(work, 30)

async function work() {
  if (isPlanted()) mergeFromPiscina()
  await pool.destroy()
}

function mergeFromPiscina() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
