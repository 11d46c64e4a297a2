// A function made by new Function: the line to change is the own one that calls it.
import { repeatTimed } from '../support/truth.cjs'

const formula = new Function(
  'limit',
  'let sum = 0; for (let i = 0; i < limit; i++) sum += Math.sqrt(i) % 3; return sum',
)

function runFormula(limit) {
  return formula(limit) // BLOCK javascript runFormula
}

repeatTimed(() => runFormula(1.2e7))
