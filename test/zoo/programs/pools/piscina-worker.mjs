import { isPlanted, startClock } from '../clock.mjs'

export default function work(number) {
  if (number === 1 && isPlanted('pool')) computeInPiscina()
  return number * 2
}

function computeInPiscina() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
