// Thousands of short calls of the natives that are watched, with turns of the loop between them.
import { createHash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import '../support/truth.cjs'

const order = { id: 7, items: Array.from({ length: 50 }, (_, i) => ({ name: `item ${i}`, price: i })) }

for (let i = 0; i < 3000; i++) {
  const copy = structuredClone(JSON.parse(JSON.stringify(order)))
  copy.items.sort((left, right) => right.price - left.price)
  createHash('sha256').update(Buffer.from(copy.items[0].name)).digest('hex')
  if (i % 10 === 0) await turn()
}
