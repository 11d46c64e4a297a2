// Code run by an indirect eval: the line to change is the own one that runs it.
const { repeatTimed } = require('../support/truth.cjs')

const { eval: evaluate } = globalThis

function runFormula() {
  return evaluate(
    '(function formula() { let sum = 0; for (let i = 0; i < 9e6; i++) sum += Math.sqrt(i) % 3; return sum })()',
  ) // BLOCK javascript runFormula
}

repeatTimed(() => runFormula())
