// process.exit() right after the block, in the same callback.
// EXIT 3
const { timed } = require('../support/truth.cjs')

function closeBooks() {
  let balance = 0
  for (let i = 0; i < 1.2e7; i++) balance += Math.sqrt(i) % 3 // BLOCK javascript closeBooks
  return balance
}

setTimeout(() => {
  timed(() => closeBooks())
  process.exit(3)
}, 250)
