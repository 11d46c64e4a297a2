// An exception that nobody catches, right after the block, ends the process.
// EXIT 1
import { timed } from '../support/truth.cjs'

function importOrders() {
  let total = 0
  for (let i = 0; i < 1.2e7; i++) total += Math.sqrt(i) % 3 // BLOCK javascript importOrders
  return total
}

setTimeout(() => {
  const total = timed(() => importOrders())
  throw new Error(`total ${total > 0 ? 'known' : 'unknown'}`)
}, 250)
