// The block is the last thing the process does: nothing keeps the loop alive after it.
const { timed } = require('../support/truth.cjs')

function closeBooks(text) {
  return JSON.parse(text) // BLOCK json closeBooks
}

const text = JSON.stringify(
  Array.from({ length: 160_000 }, (_, i) => ({ id: i, price: Math.sqrt(i), name: `item ${i}`, tags: ['a', 'b'] })),
)
setTimeout(() => timed(() => closeBooks(text)), 250)
