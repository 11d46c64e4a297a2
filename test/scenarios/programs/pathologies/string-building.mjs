// A string built piece by piece and searched: much of the time is garbage collection, which the function itself brings about.
import { repeatTimed } from '../support/truth.cjs'

function findNeedle(pieces) {
  let text = ''
  for (let i = 0; i < pieces; i++) text += i // BLOCK javascript|gc|native findNeedle
  return text.indexOf('needle') // BLOCK javascript|gc|native findNeedle
}

repeatTimed(() => findNeedle(1_600_000))
