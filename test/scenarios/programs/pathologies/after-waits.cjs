// Blocks in I/O callbacks, each after the loop has waited for another while: the wait is no part of the block.
const { pbkdf2 } = require('node:crypto')
const { repeat, timed } = require('../support/truth.cjs')

function sealToken() {
  const until = performance.now() + 70
  let value = 0
  while (performance.now() < until) value += Math.sqrt(value + 1) // BLOCK javascript sealToken
  return value
}

let round = 0
const task = () =>
  new Promise(done => {
    pbkdf2('password', 'salt', 1500 + 1300 * round++, 64, 'sha512', () => {
      timed(sealToken)
      done()
    })
  })

repeat(task, { times: 6, pauseMs: 33 })
