// A loop of plain JavaScript in a setImmediate callback.
import { repeat, timed } from '../support/truth.cjs'

function sumSquares(limit) {
  let sum = 0
  for (let n = 0; n < limit; n++) sum += Math.sqrt(n * n + 1) % 7 // BLOCK javascript sumSquares
  return sum
}

repeat(() => new Promise(done => setImmediate(() => done(timed(() => sumSquares(1.5e7))))))
