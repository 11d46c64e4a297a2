// Code run by an indirect eval: its own positions mean nothing, the line to change is the one that evaluates it.
const { repeatTimed } = require('../support/truth.cjs')

const { eval: evaluate } = globalThis
const body = 'let sum = 0; for (let i = 0; i < 1.6e7; i++) sum += Math.sqrt(i) % 3; return sum'
const source = `(function formula() { ${body} })()`

function runFormula() {
  return evaluate(source) // BLOCK javascript runFormula|formula
}

repeatTimed(() => runFormula())
