// A rejection that nobody handles, right after the block, ends the process.
// EXIT 1
const { timed } = require('../support/truth.cjs')

function importOrders() {
  let total = 0
  for (let i = 0; i < 1.2e7; i++) total += Math.sqrt(i) % 3 // BLOCK javascript importOrders
  return total
}

setTimeout(async () => {
  const total = timed(() => importOrders())
  throw new Error(`total ${total > 0 ? 'known' : 'unknown'}`)
}, 250)
