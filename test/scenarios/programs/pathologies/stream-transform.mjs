// A transform stream that works too long on one chunk.
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { repeat, timed } from '../support/truth.cjs'

function compressRow(chunk) {
  let ratio = 0
  for (let i = 0; i < 1.7e7; i++) ratio += Math.sqrt(i + chunk.length) % 3 // BLOCK javascript compressRow
  return String(ratio)
}

repeat(() => {
  const compress = new Transform({
    transform(chunk, _encoding, done) {
      done(
        null,
        timed(() => compressRow(chunk)),
      )
    },
  })
  return pipeline(Readable.from(['row']), compress, compress => compress.resume().toArray())
})
