// JSON.stringify of a large value: native code that takes no interrupts.
import { repeatTimed } from '../support/truth.cjs'

const catalog = Array.from({ length: 350_000 }, (_, i) => ({
  id: i,
  price: Math.sqrt(i),
  name: `item ${i}`,
  tags: ['a', 'b'],
}))

function saveCatalog() {
  return JSON.stringify(catalog) // BLOCK json saveCatalog
}

repeatTimed(() => saveCatalog())
