// process.exit() from another callback of the iteration that blocked.
import { timed } from '../support/truth.cjs'

function closeBooks() {
  let balance = 0
  for (let i = 0; i < 1.2e7; i++) balance += Math.sqrt(i) % 3 // BLOCK javascript closeBooks
  return balance
}

setTimeout(() => {
  timed(() => closeBooks())
  process.nextTick(() => process.exit())
}, 250)
