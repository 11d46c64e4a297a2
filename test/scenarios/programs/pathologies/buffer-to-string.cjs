// Buffer#toString of a large buffer of text that is not ASCII.
const { repeatTimed } = require('../support/truth.cjs')

const upload = Buffer.from('größe '.repeat(12_000_000))

function readText() {
  return upload.toString('utf8') // BLOCK serialization|javascript readText
}

repeatTimed(() => readText())
