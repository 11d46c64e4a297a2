// JSON.parse of a large text: native code that takes no interrupts.
const { repeatTimed } = require('../support/truth.cjs')

const text = JSON.stringify(
  Array.from({ length: 220_000 }, (_, i) => ({ id: i, price: Math.sqrt(i), name: `item ${i}`, tags: ['a', 'b'] })),
)

function parseCatalog() {
  return JSON.parse(text) // BLOCK json parseCatalog
}

repeatTimed(() => parseCatalog())
