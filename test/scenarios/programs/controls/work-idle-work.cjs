// 30 ms of work in a timer, idle time, and 30 ms of work in an I/O callback of the same iteration.
const { pbkdf2 } = require('node:crypto')
require('../support/truth.cjs')

function work() {
  const until = performance.now() + 30
  let value = 0
  while (performance.now() < until) value += Math.sqrt(value + 1)
}

function round(left) {
  work()
  pbkdf2('secret', 'salt', 80_000, 64, 'sha512', () => {
    work()
    if (left > 1) setTimeout(round, 40, left - 1)
  })
}

setTimeout(round, 150, 5)
