// An interval of 1 ms that does next to nothing.
require('../support/truth.cjs')

let ticks = 0
const timer = setInterval(() => {
  if (++ticks === 400) clearInterval(timer)
}, 1)
