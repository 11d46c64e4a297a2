// 400 ms of work, cut into pieces of 20 ms that give way to the loop.
require('../support/truth.cjs')

let left = 20

function step() {
  const until = performance.now() + 20
  let value = 0
  while (performance.now() < until) value += Math.sqrt(value + 1)
  if (--left > 0) setImmediate(step)
}

setTimeout(step, 150)
