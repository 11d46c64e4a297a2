// Code run by vm.runInContext: the line to change is the own one that runs it.
const vm = require('node:vm')
const { repeatTimed } = require('../support/truth.cjs')

const context = vm.createContext({ limit: 2.3e6 })
const template = 'let sum = 0; for (let i = 0; i < limit; i++) sum += i % 7; return sum'
const script = `(function render() { ${template} })()`

function runTemplate() {
  return vm.runInContext(script, context) // BLOCK javascript runTemplate
}

repeatTimed(() => runTemplate())
