// Buffer.from of a large string.
import { again } from '../support/scale.cjs'
import { repeatTimed } from '../support/truth.cjs'

function encodeText(text) {
  return Buffer.from(text) // BLOCK serialization|javascript encodeText
}

const text = 'größe '.repeat(10_000_000)
repeatTimed(() => again(() => encodeText(text)))
