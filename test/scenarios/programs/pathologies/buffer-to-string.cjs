// Buffer#toString of a large buffer of text that is not ASCII.
const { scale } = require('../support/scale.cjs')
const { repeatTimed } = require('../support/truth.cjs')

function readText(upload) {
  return upload.toString('utf8') // BLOCK serialization|javascript readText
}

const upload = scale(readText, count => Buffer.from('größe '.repeat(count)), 2_000_000)
repeatTimed(() => readText(upload))
