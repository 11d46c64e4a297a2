// zlib.inflateSync of a small input that grows large.
const { deflateSync, inflateSync } = require('node:zlib')
const { repeatTimed } = require('../support/truth.cjs')

const packed = deflateSync(Buffer.alloc(150 * 1024 * 1024, 'row of data '))

function unpack() {
  return inflateSync(packed) // BLOCK compression unpack
}

repeatTimed(() => unpack())
