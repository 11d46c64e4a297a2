import { setTimeout as sleep } from 'node:timers/promises'
import { isPlanted, startClock } from '../clock.mjs'

const rows = Array.from({ length: 1000 }, (_, index) => index)
await sleep(20)
setTimeout(work, 50)

function work() {
  if (isPlanted()) sumInTimer()
  console.log(`${rows.length} rows`)
}

function sumInTimer() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
