// A string built piece by piece and searched.
import { repeatTimed } from '../support/truth.cjs'

function findNeedle(pieces) {
  let text = ''
  for (let i = 0; i < pieces; i++) text += i // BLOCK javascript findNeedle
  return text.indexOf('needle') // BLOCK javascript findNeedle
}

repeatTimed(() => findNeedle(700_000))
