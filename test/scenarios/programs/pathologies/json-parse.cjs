// JSON.parse of a large text: native code that takes no interrupts.
const { scale } = require('../support/scale.cjs')
const { repeatTimed } = require('../support/truth.cjs')

// Numbers: no garbage is left whose collection would block the loop later.
const createText = count => JSON.stringify(Array(count).fill(Math.SQRT2))

function parseCatalog(text) {
  return JSON.parse(text) // BLOCK json parseCatalog
}

const text = scale(JSON.parse, createText, 300_000)
repeatTimed(() => parseCatalog(text))
