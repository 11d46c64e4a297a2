// The block is the last thing the process does: nothing keeps the loop alive after it.
const { timed } = require('../support/truth.cjs')

function closeBooks(text) {
  return JSON.parse(text) // BLOCK json closeBooks
}

const text = JSON.stringify(Array.from({ length: 1_400_000 }, (_, i) => Math.sqrt(i)))
setTimeout(() => timed(() => closeBooks(text)), 250)
