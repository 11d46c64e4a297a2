// A generator whose steps are slow.
import { repeatTimed } from '../support/truth.cjs'

function* collatz(limit, rounds) {
  for (let i = 0; i < limit * rounds; i++) {
    // BLOCK javascript collatz
    const n = (i % limit) + 1
    let steps = 0
    for (let x = n; x !== 1; steps++) x = x % 2 === 0 ? x / 2 : 3 * x + 1 // BLOCK javascript collatz
    if (steps > 400) yield n // BLOCK javascript collatz
  }
}

repeatTimed(() => [...collatz(70_000, 15)].length)
