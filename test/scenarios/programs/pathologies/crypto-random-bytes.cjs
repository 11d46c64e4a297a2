// crypto.randomBytes without a callback, of a large size.
const { randomBytes } = require('node:crypto')
const { repeatTimed } = require('../support/truth.cjs')

function createPad(sizeBytes) {
  return randomBytes(sizeBytes) // BLOCK crypto createPad
}

repeatTimed(() => createPad(280 * 1024 * 1024))
