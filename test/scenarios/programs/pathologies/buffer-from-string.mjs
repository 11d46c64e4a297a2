// Buffer.from of a large string.
import { repeatTimed } from '../support/truth.cjs'

const text = 'größe '.repeat(25_000_000)

function encodeText() {
  return Buffer.from(text) // BLOCK serialization|javascript encodeText
}

repeatTimed(() => encodeText())
