// zlib.gzipSync of a large buffer.
const { gzipSync } = require('node:zlib')
const { repeatTimed } = require('../support/truth.cjs')

const page = Buffer.from(Array.from({ length: 400_000 }, (_, i) => `row ${(i * 7919) % 200_003}\n`).join(''))

function compressPage() {
  return gzipSync(page) // BLOCK compression compressPage
}

repeatTimed(() => compressPage())
