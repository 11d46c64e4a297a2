// A hash of a large buffer: one call of update().
const { createHash } = require('node:crypto')
const { repeatTimed } = require('../support/truth.cjs')

const upload = Buffer.alloc(48 * 1024 * 1024, 'x')

function checksum(hash) {
  return hash.update(upload) // BLOCK crypto checksum
}

repeatTimed(() => checksum(createHash('sha3-512')))
