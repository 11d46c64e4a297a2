// A function made by new Function: the line that makes it or the one that calls it, either may be named.
import { repeatTimed } from '../support/truth.cjs'

const body = 'let sum = 0; for (let i = 0; i < limit; i++) sum += Math.sqrt(i) % 3; return sum'

function compileFormula() {
  return new Function('limit', body) // BLOCK javascript eval in compileFormula
}

const formula = compileFormula()

function runFormula(limit) {
  return formula(limit) // BLOCK javascript runFormula
}

repeatTimed(() => runFormula(1.5e7))
