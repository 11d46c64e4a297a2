// JSON.parse of a large text: native code that takes no interrupts.
const { repeatTimed } = require('../support/truth.cjs')

// Numbers: no garbage is left whose collection would block the loop later.
const text = JSON.stringify(Array.from({ length: 2_400_000 }, (_, i) => Math.sqrt(i)))

function parseCatalog() {
  return JSON.parse(text) // BLOCK json parseCatalog
}

repeatTimed(() => parseCatalog())
