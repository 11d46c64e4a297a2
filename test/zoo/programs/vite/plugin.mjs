import { isPlanted, startClock } from '../clock.mjs'

export default {
  name: 'zoo',
  transform(_code, id) {
    if (id.endsWith('main.js') && isPlanted()) transformForVite()
  },
}

function transformForVite() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
